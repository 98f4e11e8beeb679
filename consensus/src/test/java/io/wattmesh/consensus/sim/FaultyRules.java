package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.safety.Decision;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.safety.SafetyRules;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
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

  /** Commits over one round that was timed out of. */
  static final class CommitsOverATimeout extends SafetyRules {
    CommitsOverATimeout(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
      super(electorate, certificates, self, signer);
    }

    @Override
    public boolean commitsParent(VoteContent certified) {
      return certified.round() <= certified.parentRound() + 2;
    }
  }

  /** Votes for a block on less than what the timeout certificate's signers saw. */
  static final class IgnoresWhatTimeoutsSaw extends SafetyRules {
    private final Electorate electorate;
    private final int self;
    private final Signer signer;

    IgnoresWhatTimeoutsSaw(
        Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
      super(electorate, certificates, self, signer);
      this.electorate = electorate;
      this.self = self;
      this.signer = signer;
    }

    @Override
    public Decision vote(
        SafetyRow row,
        BlockHeader block,
        QuorumCertificate parent,
        Optional<TimeoutCertificate> tc) {
      Decision decision = super.vote(row, block, parent, tc);
      return decision instanceof Decision.Refused refused
              && refused.reason() == RefusalReason.BELOW_TIMEOUT_HIGH_QC
          ? anyway(row, block, parent, tc)
          : decision;
    }

    private Decision anyway(
        SafetyRow row,
        BlockHeader block,
        QuorumCertificate parent,
        Optional<TimeoutCertificate> tc) {
      byte[] content = new VoteContent(block.round(), block.id(), parent.round()).toBytes();
      SignedEnvelope vote = electorate.sign(self, MessageType.VOTE, content, signer);
      return new Decision.Granted(
          new SafetyRow(
              row.epoch(),
              block.round(),
              Math.max(row.oneChainRound(), parent.round()),
              row.highestTimeoutRound(),
              row.lastProposalRound(),
              row.lastProposalId(),
              Optional.of(vote),
              row.lastTimeout(),
              row.highQc(),
              tc),
          vote);
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
