package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import java.util.Optional;

/** Safety rules with one bug each, as users of other systems have met them. */
final class FaultyRules {
  private FaultyRules() {}

  /**
   * Commits a certified block's parent whatever the rounds: the bug Twins found in Fast-HotStuff.
   */
  static final class CommitsWithoutContiguity extends SafetyRules {
    CommitsWithoutContiguity(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
      super(electorate, certificates, self, signer);
    }

    @Override
    public boolean commitsParent(VoteContent certified) {
      return true;
    }
  }

  /** Votes in a round that it has timed out of. */
  static final class VotesAfterTimeout extends SafetyRules {
    VotesAfterTimeout(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
      super(electorate, certificates, self, signer);
    }

    @Override
    public Decision vote(
        SafetyRow row,
        BlockHeader block,
        QuorumCertificate parent,
        Optional<TimeoutCertificate> tc) {
      long voted =
          row.lastVotedRound() > row.highestTimeoutRound()
              ? row.lastVotedRound()
              : Math.min(row.lastVotedRound(), block.round() - 1);
      return switch (super.vote(with(row, voted, 0), block, parent, tc)) {
        case Decision.Refused refused -> refused;
        case Decision.Granted granted ->
            new Decision.Granted(
                with(
                    granted.row(),
                    Math.max(granted.row().lastVotedRound(), row.highestTimeoutRound()),
                    row.highestTimeoutRound()),
                granted.signed());
      };
    }
  }

  /** Votes for every proposal of a round. */
  static final class VotesTwice extends SafetyRules {
    VotesTwice(Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
      super(electorate, certificates, self, signer);
    }

    @Override
    public Decision vote(
        SafetyRow row,
        BlockHeader block,
        QuorumCertificate parent,
        Optional<TimeoutCertificate> tc) {
      return super.vote(with(row, 0, 0), block, parent, tc);
    }
  }

  private static SafetyRow with(SafetyRow row, long lastVotedRound, long highestTimeoutRound) {
    return new SafetyRow(
        row.epoch(),
        lastVotedRound,
        row.oneChainRound(),
        highestTimeoutRound,
        row.lastProposalRound(),
        row.lastProposalId(),
        row.lastVote(),
        row.lastTimeout(),
        row.highQc(),
        row.highTc());
  }

  /** A row that has lost its lock and the certificates behind it, and nothing else. */
  static SafetyRow withoutLock(SafetyRow row, SafetyRow initial) {
    return new SafetyRow(
        row.epoch(),
        row.lastVotedRound(),
        initial.oneChainRound(),
        row.highestTimeoutRound(),
        row.lastProposalRound(),
        row.lastProposalId(),
        row.lastVote(),
        row.lastTimeout(),
        initial.highQc(),
        initial.highTc());
  }
}
