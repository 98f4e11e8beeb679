package io.wattmesh.consensus.safety;

import static io.wattmesh.consensus.TestChain.GENESIS;
import static io.wattmesh.consensus.TestChain.GENESIS_QC;
import static io.wattmesh.consensus.TestChain.child;
import static io.wattmesh.consensus.TestChain.qc;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a validator that goes from epoch 0 to epoch 1 may sign; the last block is b2. */
class EpochRulesTest {
  private static final Block B1 = child(GENESIS, 1);
  private static final Block B2 = child(B1, 2);
  private static final QuorumCertificate BASE = qc(B2, 1);
  private static final Electorate NEXT =
      TestChain.ELECTORATE.of(new ValidatorSet(1, TestChain.VALIDATORS.validators()));

  private final SafetyRules before =
      new SafetyRules(TestChain.ELECTORATE, TestChain.verifier(), 2, TestChain.signer(2));
  private final SafetyRules after =
      new SafetyRules(
          NEXT, new CertificateVerifier(NEXT, TestChain.ELECTORATE, BASE), 2, TestChain.signer(2));

  private static BlockHeader first(long round) {
    Hash empty = MerkleTree.root(List.of());
    return new BlockHeader(
        1, round, 3, B2.id(), 0, 2_000, empty, empty, Hash.ZERO, empty, Hash.ZERO);
  }

  /** Has voted in epoch 0 up to a round above the last block. */
  private SafetyRow votedUpTo(long round) {
    SafetyRow row = SafetyRow.initial(0, GENESIS.id());
    Block parent = GENESIS;
    QuorumCertificate certificate = GENESIS_QC;
    for (long next = 1; next <= round; next++) {
      Block block = next == 1 ? B1 : next == 2 ? B2 : child(parent, next);
      row = granted(before.vote(row, block.header(), certificate, Optional.empty())).row();
      certificate = qc(block, next - 1);
      parent = block;
    }
    return row.entered(1, BASE);
  }

  private static Decision.Granted granted(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Granted.class);
    return (Decision.Granted) decision;
  }

  private static void assertRefused(Decision decision, RefusalReason reason) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    assertThat(((Decision.Refused) decision).reason()).isEqualTo(reason);
  }

  @Test
  void theFirstBlockOfAnEpochIsTwoRoundsAboveTheLastOfTheOneBefore() {
    SafetyRow row = votedUpTo(3);

    granted(after.vote(row, first(4), BASE, Optional.empty()));
    assertRefused(after.vote(row, first(5), BASE, Optional.empty()), RefusalReason.NOT_CONSECUTIVE);
  }

  @Test
  void noRoundHasAVoteInTwoEpochs() {
    SafetyRow row = votedUpTo(6);

    assertRefused(after.vote(row, first(4), BASE, Optional.empty()), RefusalReason.ALREADY_VOTED);
  }

  @Test
  void roundsThatTheOldEpochVotedInAreTimedOutOfInTheNewOne() {
    SafetyRow row = votedUpTo(6);

    Decision.Granted timeout = granted(after.timeout(row, 4, BASE, Optional.empty()));

    assertThat(timeout.row().lastVotedRound()).isEqualTo(6);
    assertThat(timeout.signed().context().epoch()).isEqualTo(1);
  }

  @Test
  void theLockFallsBackToTheLastBlock() {
    SafetyRow row = votedUpTo(6);

    assertThat(row.oneChainRound()).isEqualTo(2);
    assertThat(row.highQc()).isEqualTo(BASE);
    assertThat(row.lastVotedRound()).isEqualTo(6);
    assertThat(SafetyRow.ofBytes(row.toBytes())).isEqualTo(row);
  }

  @Test
  void aCertificateAboveTheLastBlockIsNoneInTheNextEpoch() {
    Block filler = child(B2, 3);
    BlockHeader onFiller =
        new BlockHeader(
            1,
            4,
            4,
            filler.id(),
            0,
            2_000,
            B1.header().transactionsRoot(),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);

    assertRefused(
        after.vote(votedUpTo(3), onFiller, qc(filler, 2), Optional.empty()),
        RefusalReason.BAD_CERTIFICATE);
  }

  @Test
  void theOldRulesSignNothingWithTheNewRowNorTheNewRulesWithTheOld() {
    SafetyRow row = votedUpTo(3);

    assertRefused(
        before.vote(row, child(B2, 7).header(), BASE, Optional.empty()), RefusalReason.OTHER_EPOCH);
    assertRefused(
        after.vote(SafetyRow.initial(0, GENESIS.id()), first(4), BASE, Optional.empty()),
        RefusalReason.OTHER_EPOCH);
  }
}
