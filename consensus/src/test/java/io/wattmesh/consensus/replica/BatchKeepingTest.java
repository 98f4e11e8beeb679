package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.batch;
import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.offered;
import static io.wattmesh.consensus.replica.TestMessages.proposal;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.message.BatchRequest;
import io.wattmesh.consensus.message.ForwardedTransactions;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which batches of others a replica acknowledges and votes for, and what liars make of them. */
class BatchKeepingTest {
  private final LocalCluster cluster = LocalCluster.batching(TestMessages.ALL_IN_BATCHES);

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void whatOneForwardsBeyondItsShareIsNotTaken() {
    LocalCluster mixed = LocalCluster.batching(new BatchOptions(50, 200, 20, 4, 800));
    mixed.link = (_, _) -> false;
    for (int k = 0; k < 3; k++) {
      byte[] transaction = new byte[40];
      transaction[0] = (byte) k;
      byte[] payload = new ForwardedTransactions(List.<byte[]>of(transaction)).toBytes();
      mixed.step(0, message(1, MessageType.TRANSACTIONS, payload));
    }

    assertThat(mixed.hosts.get(0).replica.waitingTransactions()).isEqualTo(2);
    assertThat(mixed.hosts.get(0).refusals()).containsExactly(RefusalReason.FORWARD_QUOTA);
  }

  @Test
  void aBatchThatHasExpiredOrExpiresTooLateIsNotAcknowledged() {
    cluster.step(0, offered(batch(1, 1, Batch.MAX_ROUNDS + 2L, 1)));
    cluster.submit(0, transaction(9));
    cluster.pass(500);
    assertThat(host(0).replica.round()).isGreaterThan(2);
    cluster.step(0, offered(batch(1, 2, 1, 2)));

    assertThat(host(0).refusals()).filteredOn(RefusalReason.BATCH_EXPIRED::equals).hasSize(2);
    assertThat(host(0).sent(MessageType.BATCH_ACK)).isEmpty();
  }

  @Test
  void aBlockWithABatchOutOfTimeGetsNoVote() {
    Block tooLate = TestChain.child(TestChain.GENESIS, 1, batch(1, 1, Batch.MAX_ROUNDS + 2L, 1));

    cluster.step(0, proposal(tooLate));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_EXPIRED);
    assertThat(host(0).row.lastVotedRound()).isZero();
  }

  @Test
  void aSlotThatTheBlockOrItsChainHasHadGetsNoVote() {
    Batch one = batch(1, 1, 100, 1);
    Batch other = batch(1, 1, 100, 2);

    cluster.step(0, proposal(TestChain.child(TestChain.GENESIS, 1, one, other)));
    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_REPEATED);

    cluster.submit(2, transaction(1));
    cluster.pass(500);
    Batch had = host(0).commits.getFirst().block().batches().getFirst().batch();
    cluster.step(0, offered(had));
    assertThat(host(0).refusals()).contains(RefusalReason.BATCH_REPEATED);
    cluster.start(0);
    host(0).log.clear();
    cluster.step(0, offered(had));
    assertThat(host(0).refusals()).as("after a restart").contains(RefusalReason.BATCH_REPEATED);
  }

  @Test
  void aCertificateThatDoesNotHoldGetsTheBlockNoVote() {
    Batch one = batch(1, 1, 100, 1);
    Block good = TestChain.child(TestChain.GENESIS, 1, one);
    var outline =
        new BlockOutline(good.header(), List.of(TestChain.certificate(one, 0, 1)), List.of());

    cluster.step(0, message(1, MessageType.PROPOSAL, outline.toBytes()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
  }

  @Test
  void anAuthorHasItsQuotaAndNoMoreUntilSomethingIsCommitted() {
    for (int seq = 1; seq <= 6; seq++) {
      cluster.step(0, offered(batch(1, seq, 100, seq)));
    }

    assertThat(host(0).sent(MessageType.BATCH_ACK))
        .hasSize(TestMessages.ALL_IN_BATCHES.quotaBatches());
    assertThat(host(0).refusals())
        .containsExactly(RefusalReason.BATCH_QUOTA, RefusalReason.BATCH_QUOTA);
    cluster.step(0, offered(batch(2, 1, 100, 9)));
    assertThat(host(0).sent(MessageType.BATCH_ACK))
        .hasSize(TestMessages.ALL_IN_BATCHES.quotaBatches() + 1);
  }

  @Test
  void ofTwoBatchesOfOneSlotTheFirstIsAcknowledgedAlsoAfterARestart() {
    Batch first = batch(1, 1, 100, 1);
    Batch second = batch(1, 1, 100, 2);
    cluster.step(0, offered(first));
    cluster.start(0);
    cluster.step(0, offered(second));
    cluster.step(0, offered(first));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BATCH_CONFLICT);
    assertThat(host(0).sent(MessageType.BATCH_ACK))
        .extracting(message -> Hash.of(Arrays.copyOfRange(message.envelope().payload(), 32, 64)))
        .containsExactly(first.digest(), first.digest());
  }

  @Test
  void onlyTheAuthorOffersABatch() {
    Batch foreign = batch(1, 1, 100, 1);

    cluster.step(0, message(2, MessageType.BATCH, foreign.toBytes()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.NOT_AUTHENTIC);
    assertThat(host(0).batches).isEmpty();
  }

  @Test
  void bytesThatAreNoBatchMessageAreRefusedAndHarmNothing() {
    byte[] batch = batch(1, 1, 100, 1, 2).toBytes();
    byte[] certificate = TestChain.certificate(batch(1, 1, 100, 1, 2), 0, 1, 2).toBytes();
    for (MessageType type :
        List.of(
            MessageType.BATCH,
            MessageType.BATCH_ACK,
            MessageType.BATCH_CERTIFICATE,
            MessageType.BATCH_REQUEST,
            MessageType.BATCH_REPLY,
            MessageType.TRANSACTIONS)) {
      byte[] good = type == MessageType.BATCH_CERTIFICATE ? certificate : batch;
      for (int cut = 0; cut < good.length; cut += 5) {
        if (cut != 0 || type != MessageType.BATCH_REQUEST) {
          cluster.step(0, message(1, type, Arrays.copyOf(good, cut)));
        }
      }
    }

    assertThat(host(0).refusals()).isNotEmpty().containsOnly(RefusalReason.MALFORMED);
    assertThat(host(0).batches).isEmpty();
    cluster.submit(0, transaction(1));
    cluster.pass(500);
    assertThat(host(3).ordered()).containsExactly(transaction(1));
  }

  @Test
  void whatNobodyAskedForAndWhatNobodyHasIsPassedOver() {
    Batch batch = batch(1, 1, 100, 1);

    cluster.step(0, message(1, MessageType.BATCH_REPLY, batch.toBytes()));
    cluster.step(0, message(1, MessageType.BATCH_ACK, batch.ack().toBytes()));
    cluster.step(
        0, message(1, MessageType.BATCH_REQUEST, new BatchRequest(batch.digest()).toBytes()));

    assertThat(host(0).refusals()).isEmpty();
    assertThat(host(0).sent(MessageType.BATCH_REPLY)).isEmpty();
    assertThat(cluster.queue).isEmpty();
  }
}
