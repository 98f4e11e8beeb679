package io.wattmesh.consensus.replica;

import static io.wattmesh.consensus.replica.TestMessages.message;
import static io.wattmesh.consensus.replica.TestMessages.transaction;
import static io.wattmesh.consensus.replica.TestMessages.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a replica comes to the blocks that it lacks, and what it commits of them. */
class SyncingTest {
  private final LocalCluster cluster = LocalCluster.started();

  private LocalCluster.Host host(int index) {
    return cluster.hosts.get(index);
  }

  @Test
  void aValidatorThatMissedAHundredBlocksFetchesThem() {
    cluster.link = (from, to) -> from != 3 && to != 3;
    for (int k = 0; k < 70; k++) {
      cluster.submit(transaction(k));
      cluster.pass(300);
    }
    assertThat(host(0).commits).hasSizeGreaterThan(70);
    assertThat(host(3).commits).isEmpty();

    cluster.link = (_, _) -> true;
    cluster.pass(1_000);

    assertThat(host(3).commits)
        .extracting(Effect.PersistCommit::block)
        .isEqualTo(host(0).commits.stream().map(Effect.PersistCommit::block).toList());
  }

  @Test
  void aStartedValidatorAsksAroundOnceATimeoutUntilAnHonestOneMustHaveAnswered() {
    var fresh = new LocalCluster();
    fresh.link = (from, to) -> from + to == 1;
    for (int k = 0; k < 4; k++) {
      fresh.start(k);
    }
    fresh.deliver();
    assertThat(requests(fresh.hosts.get(0))).isEqualTo(1);

    fresh.pass(320);
    assertThat(requests(fresh.hosts.get(0))).isEqualTo(4);

    fresh.link = (_, _) -> true;
    fresh.pass(1_000);
    assertThat(requests(fresh.hosts.get(0))).isEqualTo(5);
  }

  private static long requests(LocalCluster.Host host) {
    return host.log.stream()
        .filter(Effect.Broadcast.class::isInstance)
        .map(effect -> ConsensusMessage.ofBytes(((Effect.Broadcast) effect).message()))
        .filter(message -> message.envelope().type() == MessageType.CHAIN_REQUEST)
        .count();
  }

  /** Jolteon's commit rule; without the contiguity, two chains can commit (arXiv 2004.10617). */
  @Test
  void acrossAGapOfRoundsNothingIsCommittedUntilTwoRoundsFollowEachOther() {
    Block b1 = TestChain.child(TestChain.GENESIS, 1);
    Block b3 = TestChain.child(b1, 3);
    Block b5 = TestChain.child(b3, 5);
    Block b6 = TestChain.child(b5, 6);
    var gaps =
        new ChainReply(
            List.of(
                new LinkedBlock(b1, TestChain.GENESIS_QC),
                new LinkedBlock(b3, TestChain.qc(b1, 0)),
                new LinkedBlock(b5, TestChain.qc(b3, 1))),
            Optional.of(TestChain.qc(b5, 3)));
    var consecutive =
        new ChainReply(
            List.of(new LinkedBlock(b6, TestChain.qc(b5, 3))), Optional.of(TestChain.qc(b6, 5)));

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, gaps.toBytes()));
    assertThat(host(0).replica.round()).isEqualTo(6);
    assertThat(host(0).commits).isEmpty();

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, consecutive.toBytes()));
    assertThat(host(0).commits).extracting(Effect.PersistCommit::block).containsExactly(b1, b3, b5);
    assertThat(host(0).commits)
        .allSatisfy(commit -> assertThat(commit.proof().committedId()).isEqualTo(b5.id()));
  }

  @Test
  void blocksWithoutACertificateOfTheirOwnAreNotTakenFromAReply() {
    Block b1 = TestChain.child(TestChain.GENESIS, 1);
    var weak =
        new ChainReply(
            List.of(new LinkedBlock(b1, TestChain.GENESIS_QC)),
            Optional.of(TestChain.qc(b1, 0, 0, 1)));

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, weak.toBytes()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
    assertThat(host(0).blocks).isEmpty();
  }

  @Test
  void aCertifiedBlockOnOtherRootsHaltsAndSaysWhichRootsDiffer() {
    var others = new ExecutionRoots(Hash.of(new byte[32]), Hash.ZERO);
    Block b1 = TestChain.child(TestChain.GENESIS, 1);
    Block b2 = with(TestChain.child(b1, 2), 1_002, others);
    var reply =
        new ChainReply(
            List.of(
                new LinkedBlock(b1, TestChain.GENESIS_QC),
                new LinkedBlock(b2, TestChain.qc(b1, 0))),
            Optional.of(TestChain.qc(b2, 1)));

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, reply.toBytes()));

    assertThat(host(0).log.getLast())
        .isInstanceOfSatisfying(
            Effect.Halt.class,
            halt -> assertThat(halt.reason()).contains("states for its parent", "computed here"));
    assertThat(host(0).replica.isHalted()).isTrue();
    assertThat(host(0).replica.step(new Input.Tick(), cluster.now())).isEmpty();
  }
}
