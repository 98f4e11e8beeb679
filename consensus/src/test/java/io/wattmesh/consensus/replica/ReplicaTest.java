package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica from its start on: what it commits, stores and says, with real keys. */
class ReplicaTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void aTransactionIsCommittedEverywhereWithAProofThatHolds() {
    cluster.submit(transaction(1));

    for (LocalCluster.Host host : cluster.hosts) {
      assertThat(host.committed()).hasSize(1);
      Effect.Commit commit = host.committed().getFirst();
      assertThat(commit.block().transactions()).containsExactly(transaction(1));
      assertThat(commit.proof().committedId()).isEqualTo(commit.block().id());
      assertThat(commit.proof().refusal(TestChain.VALIDATORS, TestChain.CONTEXT)).isEmpty();
    }
  }

  @Test
  void anIdleChainIsSilentAndInNoHurry() {
    cluster.submit(transaction(1));
    cluster.pass(1_000);
    long round = host(0).replica.round();
    cluster.hosts.forEach(host -> host.log.clear());

    cluster.pass(60_000);

    assertThat(host(0).replica.round()).isEqualTo(round);
    assertThat(cluster.hosts).allSatisfy(host -> assertThat(host.log).isEmpty());
  }

  @Test
  void aDeadlineOfTheApplicationMakesABlockWithoutTransactions() {
    cluster.hosts.forEach(host -> host.ledger.wants = true);
    for (int k = 0; k < 4; k++) {
      cluster.step(k, new Input.Tick());
    }
    int letters = cluster.queue.size();
    cluster.hosts.forEach(host -> host.ledger.wants = false);
    cluster.deliver();

    assertThat(letters).isPositive();
    assertThat(host(0).replica.round()).isEqualTo(2);
  }

  @Test
  void everythingThatLeavesRestsOnWhatWasStoredBefore() {
    cluster.submit(transaction(1));

    for (LocalCluster.Host host : cluster.hosts) {
      boolean blockStored = false;
      boolean rowStored = false;
      for (Effect effect : host.log) {
        switch (effect) {
          case Effect.PersistBlock _ -> blockStored = true;
          case Effect.PersistSafety _ -> rowStored = true;
          case Effect.Send send -> {
            if (ConsensusMessage.ofBytes(send.message()).envelope().type() == MessageType.VOTE) {
              assertThat(blockStored && rowStored).isTrue();
              rowStored = false;
            }
          }
          default -> {}
        }
      }
      assertThat(blockStored).isTrue();
    }
  }

  @Test
  void aRestartedValidatorHasItsRowItsBlocksAndItsRound() {
    cluster.submit(transaction(1));
    long round = host(1).replica.round();

    cluster.start(1);
    assertThat(host(1).replica.committedHeight()).isEqualTo(1);
    cluster.deliver();
    assertThat(host(1).replica.round()).isEqualTo(round);

    cluster.submit(transaction(2));
    assertThat(host(1).commits).hasSizeGreaterThanOrEqualTo(2);
    assertThat(host(1).commits)
        .extracting(commit -> commit.block().header().height())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void afterAllRestartAtOnceTheyGoOn() {
    cluster.submit(transaction(1));
    for (int k = 0; k < 4; k++) {
      cluster.start(k);
    }
    cluster.deliver();

    cluster.submit(transaction(2));
    cluster.pass(2_000);

    assertThat(cluster.hosts)
        .allSatisfy(
            host ->
                assertThat(host.commits)
                    .anySatisfy(
                        commit ->
                            assertThat(commit.block().transactions())
                                .containsExactly(transaction(2))));
  }

  @Test
  void anotherUserOfOurKeyIsNoticedAndStopsTheReplica() {
    var foreign = new VoteContent(9, TestChain.GENESIS.id(), 8);

    cluster.step(0, message(0, MessageType.VOTE, foreign.toBytes()));

    assertThat(host(0).log.getLast())
        .isInstanceOfSatisfying(
            Effect.Halt.class,
            halt -> assertThat(halt.reason()).contains("the key is used elsewhere"));
  }

  @Test
  void anOldMessageOfOurOwnReplayedMeansNothing() {
    cluster.submit(transaction(1));
    byte[] own =
        host(0).log.stream()
            .filter(Effect.Send.class::isInstance)
            .map(effect -> ((Effect.Send) effect).message())
            .filter(bytes -> ConsensusMessage.ofBytes(bytes).envelope().type() == MessageType.VOTE)
            .findFirst()
            .orElseThrow();
    cluster.submit(transaction(2));

    cluster.step(0, new Input.Received(own));

    assertThat(host(0).replica.isHalted()).isFalse();
  }

  @Test
  void transactionsAreRefusedWithTheReason() {
    cluster.link = (_, _) -> false;
    cluster.step(0, new Input.SubmitTransaction(transaction(1)));
    cluster.step(0, new Input.SubmitTransaction(transaction(1)));
    cluster.step(0, new Input.SubmitTransaction(new byte[1_000]));
    cluster.step(0, new Input.SubmitTransaction(new byte[] {-1}));
    for (int k = 0; k < 11; k++) {
      byte[] large = new byte[990];
      large[0] = (byte) k;
      cluster.step(0, new Input.SubmitTransaction(large));
    }

    assertThat(host(0).refusals())
        .containsExactly(
            RefusalReason.TRANSACTION_KNOWN,
            RefusalReason.TRANSACTION_TOO_LARGE,
            RefusalReason.TRANSACTION_STALE,
            RefusalReason.POOL_FULL);
    assertThat(host(0).answers())
        .extracting(Effect.Answer::code)
        .startsWith(AnswerCode.ACCEPTED, AnswerCode.KNOWN, AnswerCode.TOO_LARGE, AnswerCode.STALE)
        .endsWith(AnswerCode.ACCEPTED, AnswerCode.BUSY)
        .hasSize(15);
    assertThat(host(0).answers().getLast().detail()).contains("submit it elsewhere or later");
  }

  @Test
  void aReplicaIsStartedOnceAndBeforeAnyStep() {
    assertThatThrownBy(() -> host(0).replica.start(cluster.now()))
        .hasMessageContaining("RUNNING -> RUNNING");
    var fresh =
        new Replica(
            Identity.of(0, TestChain.VALIDATORS, TestChain.CONTEXT, TestChain.KEYS.get(0)),
            ReplicaOptions.standard(),
            new LocalCluster.Ledger(),
            _ -> Optional.empty(),
            Recovered.genesis(TestChain.GENESIS));
    assertThatThrownBy(() -> fresh.step(new Input.Tick(), cluster.now()))
        .hasMessageContaining("start the replica first");
  }

  @Test
  void theKeyMustBeTheValidators() {
    assertThatThrownBy(
            () -> Identity.of(0, TestChain.VALIDATORS, TestChain.CONTEXT, TestChain.KEYS.get(1)))
        .hasMessageContaining("load the right key");
  }
}
