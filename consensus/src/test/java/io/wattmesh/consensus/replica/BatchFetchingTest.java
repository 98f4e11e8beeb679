package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.batch;
import static io.wattmesh.consensus.replica.TestMessages.proposal;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a voter does that lacks a batch which a block names. */
class BatchFetchingTest {
  private final LocalCluster cluster = LocalCluster.batching(TestMessages.ALL_IN_BATCHES);

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void aVoterThatLacksABatchFetchesItAndVotesInTheSameRound() {
    Set<MessageType> spread = Set.of(MessageType.BATCH, MessageType.BATCH_CERTIFICATE);
    cluster.lost =
        letter ->
            (letter.to() == 3 && spread.contains(letter.type()))
                || (letter.from() == 0 && letter.type() == MessageType.VOTE);
    cluster.submit(2, transaction(1));
    cluster.pass(90);

    assertThat(host(3).refusals()).contains(RefusalReason.BATCH_MISSING);
    assertThat(host(3).sent(MessageType.BATCH_REQUEST)).isNotEmpty();
    assertThat(host(3).sent(MessageType.TIMEOUT)).isEmpty();
    assertThat(host(3).ordered()).containsExactly(transaction(1));
  }

  /**
   * The author sends its batch to a bare quorum and answers no request; the signers do. Without the
   * vote of the validator that lacks it there is no quorum, for another one never votes.
   */
  @Test
  void aWithheldBatchIsHadFromItsSigners() {
    cluster.lost =
        letter ->
            (letter.from() == 0 && letter.type() == MessageType.VOTE)
                || (letter.from() == 2
                    && ((letter.type() == MessageType.BATCH && letter.to() == 3)
                        || letter.type() == MessageType.BATCH_REPLY));
    cluster.submit(2, transaction(1));
    cluster.pass(1_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(host.ordered()).contains(transaction(1)));
    assertThat(host(3).sent(MessageType.BATCH_REQUEST)).hasSizeGreaterThanOrEqualTo(2);
    assertThat(host(3).batches).isEmpty();
  }

  @Test
  void aBatchThatNobodyHasIsGivenUpAndTheChainGoesOn() {
    Batch withheld = batch(1, 1, 100, 7);
    Block block = TestChain.child(TestChain.GENESIS, 1, withheld);
    for (int k : new int[] {0, 2, 3}) {
      cluster.step(k, proposal(block));
    }
    cluster.submit(2, transaction(1));
    cluster.pass(6_000);

    assertThat(cluster.hosts)
        .allSatisfy(host -> assertThat(host.ordered()).containsExactly(transaction(1)));
    int requests = host(0).sent(MessageType.BATCH_REQUEST).size();
    assertThat(requests).isBetween(2, 6);
    cluster.pass(3_000);
    assertThat(host(0).sent(MessageType.BATCH_REQUEST)).hasSize(requests);
  }
}
