package io.wattmesh.consensus.safety;

import static io.wattmesh.consensus.TestChain.GENESIS;
import static io.wattmesh.consensus.TestChain.GENESIS_QC;
import static io.wattmesh.consensus.TestChain.child;
import static io.wattmesh.consensus.TestChain.qc;
import static io.wattmesh.consensus.TestChain.tc;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One test a sentence of the rules: Jolteon, arXiv 2106.10362, section 4 and figure 2. */
class SafetyRulesTest {
  private static final Optional<TimeoutCertificate> NO_TC = Optional.empty();

  private final SafetyRules rules =
      new SafetyRules(TestChain.ELECTORATE, TestChain.verifier(), 3, TestChain.signer(3));
  private final SafetyRow initial = SafetyRow.initial(0, GENESIS.id());

  private final Block b1 = child(GENESIS, 1);
  private final QuorumCertificate qc1 = qc(b1, 0);
  private final Block b2 = child(b1, 2);
  private final QuorumCertificate qc2 = qc(b2, 1);

  private static Decision.Granted granted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Granted.class);
    return (Decision.Granted) decision;
  }

  private static void assertRefused(Decision decision, RefusalReason reason) {
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  private Decision vote(SafetyRow row, Block block, QuorumCertificate parent) {
    return rules.vote(row, block.header(), parent, NO_TC);
  }

  @Test
  void aVoteIsExactlyWhatAQuorumCertificateCollects() {
    Decision.Granted vote = granted(vote(initial, b1, GENESIS_QC));

    assertThat(CanonicalReader.readAll(vote.signed().payload(), VoteContent::read))
        .isEqualTo(new VoteContent(1, b1.id(), 0));
    assertThat(vote.signed().isSignedBy(TestChain.KEYS.get(3).verificationKey(), TestChain.CONTEXT))
        .isTrue();
  }

  @Test
  void afterAVoteTheRoundIsUsedAndTheLockIsTheParentCertificatesRound() {
    SafetyRow row = granted(vote(initial, b2, qc1)).row();

    assertThat(row.lastVotedRound()).isEqualTo(2);
    assertThat(row.oneChainRound()).isEqualTo(1);
    assertThat(row.highQc()).isEqualTo(qc1);
  }

  @Test
  void theLockNeverFalls() {
    SafetyRow row = granted(vote(initial, child(b2, 3), qc2)).row();
    Block onB1 = child(b1, 4);

    SafetyRow after =
        granted(
                rules.vote(
                    row, onB1.header(), qc1, Optional.of(tc(3, Map.of(0, 1L, 1, 1L, 2, 0L), qc1))))
            .row();

    assertThat(after.oneChainRound()).isEqualTo(2);
    assertThat(after.highQc()).isEqualTo(qc2);
  }

  @Test
  void firstVotingRuleNoSecondVoteInARound() {
    SafetyRow row = granted(vote(initial, b2, qc1)).row();
    Block other = child(b1, 2, List.<byte[]>of(new byte[] {1}));

    assertRefused(vote(row, other, qc1), RefusalReason.ALREADY_VOTED);
    assertRefused(vote(row, b1, GENESIS_QC), RefusalReason.ALREADY_VOTED);
  }

  @Test
  void theStoredVoteAskedForAgainIsTheSameByteForByte() {
    Decision.Granted first = granted(vote(initial, b2, qc1));
    SafetyRow afterRestart = SafetyRow.ofBytes(first.row().toBytes());

    Decision.Granted again = granted(vote(afterRestart, b2, qc1));

    assertThat(again.signed().toBytes()).isEqualTo(first.signed().toBytes());
    assertThat(again.row()).isEqualTo(first.row());
  }

  @Test
  void firstVotingRuleTheCertificateIsOnTheParentAndOfALowerRound() {
    assertRefused(vote(initial, child(b1, 3), qc2), RefusalReason.NOT_ON_PARENT);
    assertRefused(vote(initial, child(b2, 2), qc2), RefusalReason.NOT_CONSECUTIVE);
    assertRefused(vote(initial, child(b2, 1), qc2), RefusalReason.NOT_CONSECUTIVE);
  }

  @Test
  void secondVotingRuleAGapNeedsATimeoutCertificateOfTheRoundBefore() {
    Block b4 = child(b2, 4);
    TimeoutCertificate tc3 = tc(3, Map.of(0, 2L, 1, 1L, 2, 0L), qc2);
    TimeoutCertificate tc4 = tc(4, Map.of(0, 2L, 1, 1L, 2, 0L), qc2);

    assertRefused(vote(initial, b4, qc2), RefusalReason.NOT_CONSECUTIVE);
    assertRefused(
        rules.vote(initial, b4.header(), qc2, Optional.of(tc4)), RefusalReason.NOT_CONSECUTIVE);
    granted(rules.vote(initial, b4.header(), qc2, Optional.of(tc3)));
  }

  @Test
  void secondVotingRuleTheBlockRestsOnNoLessThanAnySignerOfTheTimeoutCertificateSaw() {
    Block onB1 = child(b1, 4);
    TimeoutCertificate oneSawQc2 = tc(3, Map.of(0, 2L, 1, 1L, 2, 0L), qc2);

    assertRefused(
        rules.vote(initial, onB1.header(), qc1, Optional.of(oneSawQc2)),
        RefusalReason.BELOW_TIMEOUT_HIGH_QC);
  }

  @Test
  void aTimeoutCertificateThatHidesWhatItsSignersSawIsRefused() {
    Block onB1 = child(b1, 4);
    TimeoutCertificate hiding = tc(3, Map.of(0, 2L, 1, 1L, 2, 0L), qc1);

    assertRefused(
        rules.vote(initial, onB1.header(), qc1, Optional.of(hiding)),
        RefusalReason.BAD_CERTIFICATE);
  }

  @Test
  void noVoteRestsOnACertificateWithoutAQuorum() {
    assertRefused(vote(initial, b2, qc(b1, 0, 0, 1)), RefusalReason.BAD_CERTIFICATE);
  }

  @Test
  void noVoteForAnotherEpoch() {
    var ofEpoch1 = Block.genesis(1, 5, TestChain.ROOTS).header();

    assertRefused(
        rules.vote(
            initial,
            new BlockHeader(
                1,
                1,
                1,
                GENESIS.id(),
                1,
                2_000,
                ofEpoch1.transactionsRoot(),
                Hash.ZERO,
                ofEpoch1.parentStateRoot(),
                ofEpoch1.parentOutcomesRoot(),
                Hash.ZERO),
            GENESIS_QC,
            NO_TC),
        RefusalReason.OTHER_EPOCH);
  }

  @Test
  void aRoundThatWasTimedOutHasNoVote() {
    SafetyRow row = granted(rules.timeout(initial, 2, qc1, NO_TC)).row();

    assertRefused(vote(row, b2, qc1), RefusalReason.TIMED_OUT);
  }

  @Test
  void aRoundThatWasVotedInAndTimedOutDoesNotEvenGetItsStoredVote() {
    SafetyRow voted = granted(vote(initial, b2, qc1)).row();
    SafetyRow row = granted(rules.timeout(voted, 2, qc1, NO_TC)).row();

    assertThat(row.lastVotedRound()).isEqualTo(2);
    assertRefused(vote(row, b2, qc1), RefusalReason.TIMED_OUT);
  }

  @Test
  void aVoteKeepsTheTimeoutCertificateItRestsOnSoThatARestartIsNotBelowIt() {
    TimeoutCertificate tc3 = tc(3, Map.of(0, 2L, 1, 1L, 2, 0L), qc2);

    SafetyRow row =
        granted(rules.vote(initial, child(b2, 4).header(), qc2, Optional.of(tc3))).row();

    assertThat(row.highTc()).contains(tc3);
    granted(rules.timeout(row, 4, row.highQc(), row.highTc()));
  }

  @Test
  void timeoutRuleTheRoundFollowsACertificate() {
    TimeoutCertificate tc3 = tc(3, Map.of(0, 1L, 1, 1L, 2, 0L), qc1);

    assertRefused(rules.timeout(initial, 4, qc1, NO_TC), RefusalReason.NOT_CONSECUTIVE);
    assertRefused(rules.timeout(initial, 5, qc1, Optional.of(tc3)), RefusalReason.NOT_CONSECUTIVE);
    granted(rules.timeout(initial, 2, qc1, NO_TC));
    granted(rules.timeout(initial, 4, qc1, Optional.of(tc3)));
  }

  @Test
  void timeoutRuleTheCertificateIsNotBelowTheLock() {
    SafetyRow lockedAt2 = granted(vote(initial, child(b2, 3), qc2)).row();
    TimeoutCertificate tc3 = tc(3, Map.of(0, 1L, 1, 1L, 2, 0L), qc1);

    assertRefused(rules.timeout(lockedAt2, 4, qc1, Optional.of(tc3)), RefusalReason.BELOW_LOCK);
  }

  @Test
  void timeoutRuleTheRoundIsNotBelowTheLastVotedOne() {
    SafetyRow row = granted(vote(initial, child(b2, 3), qc2)).row();

    assertRefused(rules.timeout(row, 2, qc1, NO_TC), RefusalReason.STALE_ROUND);
    granted(rules.timeout(row, 3, qc2, NO_TC));
  }

  @Test
  void aTimeoutAskedForAgainIsTheSameByteForByteEvenWithANewerCertificate() {
    TimeoutCertificate tc2 = tc(2, Map.of(0, 1L, 1, 1L, 2, 0L), qc1);
    Decision.Granted first = granted(rules.timeout(initial, 3, qc1, Optional.of(tc2)));
    SafetyRow afterRestart = SafetyRow.ofBytes(first.row().toBytes());

    Decision.Granted again = granted(rules.timeout(afterRestart, 3, qc2, Optional.of(tc2)));

    assertThat(again.signed().toBytes()).isEqualTo(first.signed().toBytes());
    assertThat(again.row()).isEqualTo(first.row());
  }

  @Test
  void oneProposalARoundInRisingRounds() {
    SafetyRow row = granted(rules.propose(initial, b2, qc1, NO_TC)).row();

    assertThat(row.lastProposalRound()).isEqualTo(2);
    assertThat(row.lastProposalId()).isEqualTo(b2.id());
    assertRefused(rules.propose(row, b2, qc1, NO_TC), RefusalReason.ALREADY_PROPOSED);
    assertRefused(rules.propose(row, b1, GENESIS_QC, NO_TC), RefusalReason.ALREADY_PROPOSED);
  }

  @Test
  void nothingIsProposedThatOthersMayNotVoteFor() {
    assertRefused(rules.propose(initial, child(b1, 3), qc1, NO_TC), RefusalReason.NOT_CONSECUTIVE);
  }

  @Test
  void commitRuleOnlyConsecutiveRoundsCommit() {
    assertThat(rules.commitsParent(new VoteContent(5, b1.id(), 4))).isTrue();
    assertThat(rules.commitsParent(new VoteContent(6, b1.id(), 4))).isFalse();
    assertThat(rules.commitsParent(new VoteContent(4, b1.id(), 4))).isFalse();
  }
}
