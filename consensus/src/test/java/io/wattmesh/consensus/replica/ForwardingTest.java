package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.crypto.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Small loads on their way to a leader; round r is led by validator r mod 4. */
class ForwardingTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  /** Validator 0 has forwarded transaction 1 to all, and the proposal with it is on its way. */
  private void beginRoundOne() {
    cluster.step(0, new Input.SubmitTransaction(transaction(1)));
    while (host(1).sent(MessageType.PROPOSAL).isEmpty()) {
      cluster.deliver(1);
    }
    cluster.hosts.forEach(host -> host.log.clear());
  }

  private static MessageType type(byte[] message) {
    return ConsensusMessage.ofBytes(message).envelope().type();
  }

  /** Kind and receiver of each message that a validator sent to one other alone. */
  private List<String> sentAlone(int index) {
    var sent = new ArrayList<String>();
    for (Effect effect : host(index).log) {
      if (effect instanceof Effect.Send send) {
        sent.add(type(send.message()) + " to " + send.to());
      }
    }
    return sent;
  }

  private List<byte[]> toldToAll(int index) {
    return host(index).log.stream()
        .filter(Effect.Broadcast.class::isInstance)
        .map(effect -> ConsensusMessage.ofBytes(((Effect.Broadcast) effect).message()).envelope())
        .filter(envelope -> envelope.type() == MessageType.TRANSACTIONS)
        .flatMap(
            envelope ->
                CanonicalReader.readAll(envelope.payload(), ForwardedTransactions::read)
                    .transactions()
                    .stream())
        .toList();
  }

  @Test
  void whatComesInARoundGoesToTheNextTwoLeadersAloneAndBeforeTheVote() {
    beginRoundOne();
    cluster.step(0, new Input.SubmitTransaction(transaction(2)));
    assertThat(host(0).log).as("it waits for the vote").noneMatch(Effect.Send.class::isInstance);
    while (host(0).sent(MessageType.VOTE).isEmpty()) {
      cluster.deliver(1);
    }

    assertThat(sentAlone(0))
        .containsExactly("TRANSACTIONS to v2", "TRANSACTIONS to v3", "VOTE to v2");
    assertThat(toldToAll(0)).isEmpty();

    cluster.deliver();
    cluster.pass(100);
    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.ordered()).containsExactly(transaction(1), transaction(2));
      assertThat(host.replica.waitingTransactions()).isZero();
    }
    assertThat(host(3).commits.get(1).block().header().round())
        .as("the first of the leaders took it")
        .isEqualTo(2);
  }

  @Test
  void aLeaderPutsWhatCameSinceItsLastVoteIntoItsOwnBlockWithoutTellingAnybody() {
    beginRoundOne();
    cluster.lost = letter -> letter.from() == 2 && letter.type() == MessageType.TRANSACTIONS;
    cluster.step(2, new Input.SubmitTransaction(transaction(2)));
    cluster.step(2, new Input.SubmitTransaction(transaction(3)));
    cluster.deliver();

    assertThat(host(0).ordered()).containsExactly(transaction(1), transaction(2), transaction(3));
    assertThat(toldToAll(2)).as("the first, for nothing of its own was under way").hasSize(1);
    assertThat(sentAlone(2)).noneMatch(sent -> sent.startsWith("TRANSACTIONS"));
  }

  @Test
  void whatBothLeadersNeverGotIsToldToAllTwoRoundsLater() {
    beginRoundOne();
    cluster.lost = letter -> letter.from() == 0 && letter.type() == MessageType.TRANSACTIONS;
    cluster.step(0, new Input.SubmitTransaction(transaction(2)));
    for (int k = 10; toldToAll(0).isEmpty(); k++) {
      cluster.step(1, new Input.SubmitTransaction(transaction(k)));
      cluster.deliver(1);
      assertThat(k).as("steps").isLessThan(100);
    }

    assertThat(toldToAll(0)).containsExactly(transaction(2));
    assertThat(cluster.millis).as("without waiting for any timer").isZero();
    assertThat(host(0).replica.round()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void whatTheLeadersNeverGotIsToldToAllWhenTheRoundIsGivenUp() {
    beginRoundOne();
    cluster.lost =
        letter ->
            letter.from() == 0
                && letter.type() == MessageType.TRANSACTIONS
                && host(0).row.highestTimeoutRound() == 0;
    cluster.step(0, new Input.SubmitTransaction(transaction(2)));
    cluster.deliver();
    assertThat(host(3).ordered()).containsExactly(transaction(1));

    cluster.pass(200);

    assertThat(toldToAll(0)).containsExactly(transaction(2));
    cluster.hosts.forEach(
        host -> assertThat(host.ordered()).containsExactly(transaction(1), transaction(2)));
  }
}
