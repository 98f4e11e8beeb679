package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.proposal;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static io.wattmesh.consensus.replica.TestMessages.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which proposals a replica votes for, with real keys. */
class VotingTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void aProposalThatStatesOtherRootsGetsNoVote() {
    var others = new ExecutionRoots(Hash.of(new byte[32]), Hash.ZERO);
    Block block = with(TestChain.child(TestChain.GENESIS, 1), 1_001, others);

    cluster.step(0, proposal(block));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.ROOTS_DIFFER);
    assertThat(host(0).row.lastVotedRound()).isZero();
  }

  @Test
  void aProposalFromTheFutureGetsNoVote() {
    Block block =
        with(
            TestChain.child(TestChain.GENESIS, 1),
            cluster.now().timestampMillis() + 501,
            TestChain.ROOTS);

    cluster.step(0, proposal(block));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.TIMESTAMP_AHEAD);
  }

  @Test
  void onlyTheLeaderOfTheCurrentRoundIsVotedFor() {
    Block byTheNext = TestChain.child(TestChain.GENESIS, 2);
    Block first = TestChain.child(TestChain.GENESIS, 1);

    cluster.step(0, proposal(byTheNext));
    cluster.step(0, message(2, MessageType.PROPOSAL, first.toBytes()));

    assertThat(host(0).refusals())
        .containsExactly(RefusalReason.ROUND_NOT_JUSTIFIED, RefusalReason.NOT_THE_LEADER);
  }

  /** It has one effect, which is the application's matter; batches may overlap. */
  @Test
  void aBlockThatRepeatsATransactionIsVotedFor() {
    Block block =
        TestChain.child(TestChain.GENESIS, 1, List.<byte[]>of(transaction(1), transaction(1)));

    cluster.step(0, proposal(block));

    assertThat(host(0).row.lastVotedRound()).isEqualTo(1);
  }

  @Test
  void theSameProposalAgainGetsTheSameVoteAgain() {
    Block block = TestChain.child(TestChain.GENESIS, 1);
    cluster.step(0, proposal(block));
    cluster.step(0, proposal(block));

    List<byte[]> votes =
        host(0).log.stream()
            .filter(Effect.Send.class::isInstance)
            .map(effect -> ((Effect.Send) effect).message())
            .filter(bytes -> ConsensusMessage.ofBytes(bytes).envelope().type() == MessageType.VOTE)
            .toList();

    assertThat(votes).hasSize(2);
    assertThat(votes.get(0)).isEqualTo(votes.get(1));
  }
}
