package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.certificate.SyncInfo;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.consensus.message.ChainReply;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.payload.AnswerCode;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a replica does with what comes in, with real keys. */
class ReplicaTest {
  private final LocalCluster cluster = LocalCluster.started();

  private static byte[] transaction(int k) {
    return new byte[] {1, (byte) (k >> 8), (byte) k};
  }

  private static SyncInfo atStart() {
    return new SyncInfo(TestChain.GENESIS_QC, Optional.empty(), Optional.empty());
  }

  private static Input message(int sender, MessageType type, byte[] payload, SyncInfo syncInfo) {
    var envelope = TestChain.ELECTORATE.sign(sender, type, payload, TestChain.signer(sender));
    return new Input.Received(new ConsensusMessage(envelope, syncInfo).toBytes());
  }

  private static Input proposal(Block block, SyncInfo syncInfo) {
    return message(block.header().author(), MessageType.PROPOSAL, block.toBytes(), syncInfo);
  }

  private static Block with(Block block, long timestampMillis, ExecutionRoots parentRoots) {
    BlockHeader h = block.header();
    return new Block(
        new BlockHeader(
            h.epoch(),
            h.round(),
            h.height(),
            h.parentId(),
            h.author(),
            timestampMillis,
            h.transactionsRoot(),
            h.batchesRoot(),
            parentRoots.stateRoot(),
            parentRoots.outcomesRoot(),
            Hash.ZERO),
        block.transactions());
  }

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
  void aProposalThatStatesOtherRootsGetsNoVote() {
    var others = new ExecutionRoots(Hash.of(new byte[32]), Hash.ZERO);
    Block block = with(TestChain.child(TestChain.GENESIS, 1), 1_001, others);

    cluster.step(0, proposal(block, atStart()));

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

    cluster.step(0, proposal(block, atStart()));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.TIMESTAMP_AHEAD);
  }

  @Test
  void onlyTheLeaderOfTheCurrentRoundIsVotedFor() {
    Block byTheNext = TestChain.child(TestChain.GENESIS, 2);
    Block first = TestChain.child(TestChain.GENESIS, 1);

    cluster.step(0, proposal(byTheNext, atStart()));
    cluster.step(0, message(2, MessageType.PROPOSAL, first.toBytes(), atStart()));

    assertThat(host(0).refusals())
        .containsExactly(RefusalReason.ROUND_NOT_JUSTIFIED, RefusalReason.NOT_THE_LEADER);
  }

  /** It has one effect, which is the application's matter; batches may overlap. */
  @Test
  void aBlockThatRepeatsATransactionIsVotedFor() {
    Block block =
        TestChain.child(TestChain.GENESIS, 1, List.<byte[]>of(transaction(1), transaction(1)));

    cluster.step(0, proposal(block, atStart()));

    assertThat(host(0).row.lastVotedRound()).isEqualTo(1);
  }

  @Test
  void theSameProposalAgainGetsTheSameVoteAgain() {
    Block block = TestChain.child(TestChain.GENESIS, 1);
    cluster.step(0, proposal(block, atStart()));
    cluster.step(0, proposal(block, atStart()));

    List<byte[]> votes =
        host(0).log.stream()
            .filter(Effect.Send.class::isInstance)
            .map(effect -> ((Effect.Send) effect).message())
            .filter(bytes -> ConsensusMessage.ofBytes(bytes).envelope().type() == MessageType.VOTE)
            .toList();

    assertThat(votes).hasSize(2);
    assertThat(votes.get(0)).isEqualTo(votes.get(1));
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

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, gaps.toBytes(), atStart()));
    assertThat(host(0).replica.round()).isEqualTo(6);
    assertThat(host(0).commits).isEmpty();

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, consecutive.toBytes(), atStart()));
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

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, weak.toBytes(), atStart()));

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

    cluster.step(0, message(2, MessageType.CHAIN_REPLY, reply.toBytes(), atStart()));

    assertThat(host(0).log.getLast())
        .isInstanceOfSatisfying(
            Effect.Halt.class,
            halt -> assertThat(halt.reason()).contains("states for its parent", "computed here"));
    assertThat(host(0).replica.isHalted()).isTrue();
    assertThat(host(0).replica.step(new Input.Tick(), cluster.now())).isEmpty();
  }

  @Test
  void anotherUserOfOurKeyIsNoticedAndStopsTheReplica() {
    var foreign = new VoteContent(9, TestChain.GENESIS.id(), 8);

    cluster.step(0, message(0, MessageType.VOTE, foreign.toBytes(), atStart()));

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
  void timeoutsOfAQuorumLessOneButWithAnHonestOneMakeEverybodyGiveUp() {
    byte[] content = new TimeoutContent(1, 0).toBytes();

    cluster.step(0, message(1, MessageType.TIMEOUT, content, atStart()));
    assertThat(host(0).row.highestTimeoutRound()).isZero();
    cluster.step(0, message(2, MessageType.TIMEOUT, content, atStart()));

    assertThat(host(0).row.highestTimeoutRound()).isEqualTo(1);
    assertThat(host(0).replica.round()).isEqualTo(2);
  }

  @Test
  void timeoutsAboveOurRoundFirstCatchUsUpByTheCertificatesTheyCarry() {
    TimeoutCertificate tc5 = TestChain.tc(5, Map.of(1, 0L, 2, 0L, 3, 0L), TestChain.GENESIS_QC);
    var ahead = new SyncInfo(TestChain.GENESIS_QC, Optional.of(tc5), Optional.empty());
    byte[] content = new TimeoutContent(6, 0).toBytes();

    cluster.step(0, message(1, MessageType.TIMEOUT, content, atStart()));
    assertThat(host(0).refusals()).containsExactly(RefusalReason.ROUND_NOT_JUSTIFIED);
    cluster.step(0, message(1, MessageType.TIMEOUT, content, ahead));
    cluster.step(0, message(2, MessageType.TIMEOUT, content, ahead));

    assertThat(host(0).row.highestTimeoutRound()).isEqualTo(6);
  }

  @Test
  void aTimeoutIsRepeatedByteForByteUntilTheRoundIsOver() {
    cluster.link = (_, _) -> false;
    cluster.step(2, new Input.SubmitTransaction(transaction(1)));
    cluster.pass(1_000);

    List<byte[]> envelopes =
        host(2).log.stream()
            .filter(Effect.Broadcast.class::isInstance)
            .map(effect -> ConsensusMessage.ofBytes(((Effect.Broadcast) effect).message()))
            .filter(message -> message.envelope().type() == MessageType.TIMEOUT)
            .map(message -> message.envelope().toBytes())
            .toList();

    assertThat(envelopes).hasSizeGreaterThan(5);
    assertThat(envelopes).allSatisfy(bytes -> assertThat(bytes).isEqualTo(envelopes.getFirst()));
  }

  @Test
  void aCertificateWithoutAQuorumBesideAMessageSpoilsTheMessage() {
    Block b1 = TestChain.child(TestChain.GENESIS, 1);
    QuorumCertificate weak = TestChain.qc(b1, 0, 0, 1);
    var syncInfo = new SyncInfo(weak, Optional.empty(), Optional.empty());

    cluster.step(0, proposal(TestChain.child(b1, 2), syncInfo));

    assertThat(host(0).refusals()).containsExactly(RefusalReason.BAD_CERTIFICATE);
    assertThat(host(0).replica.round()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNoMessageAreRefusedAndHarmNothing() {
    byte[] good =
        ((Input.Received) proposal(TestChain.child(TestChain.GENESIS, 1), atStart())).message();
    for (int cut = 0; cut < good.length; cut += 7) {
      cluster.step(0, new Input.Received(Arrays.copyOf(good, cut)));
    }
    cluster.step(0, message(1, MessageType.VOTE, new byte[3], atStart()));
    cluster.step(0, new Input.Received(new byte[ConsensusMessage.MAX_BYTES + 1]));

    assertThat(host(0).refusals()).isNotEmpty().containsOnly(RefusalReason.MALFORMED);
  }

  @Test
  void aMessageOfAnotherSignerChainOrEpochIsRefused() {
    byte[] content = new VoteContent(1, TestChain.GENESIS.id(), 0).toBytes();
    var context = new SigningContext(Hash.ZERO, 0);
    var otherChain = context.sign(MessageType.VOTE, "v1", content, TestChain.KEYS.get(1));
    var nobody = TestChain.CONTEXT.sign(MessageType.VOTE, "v9", content, TestChain.KEYS.get(1));
    var forged = TestChain.CONTEXT.sign(MessageType.VOTE, "v2", content, TestChain.KEYS.get(1));

    for (var envelope : List.of(otherChain, nobody, forged)) {
      cluster.step(0, new Input.Received(new ConsensusMessage(envelope, atStart()).toBytes()));
    }

    assertThat(host(0).refusals()).hasSize(3).containsOnly(RefusalReason.NOT_AUTHENTIC);
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
