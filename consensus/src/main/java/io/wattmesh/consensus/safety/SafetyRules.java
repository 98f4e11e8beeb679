package io.wattmesh.consensus.safety;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.certificate.CertificateVerifier;
import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.consensus.certificate.TimeoutContent;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.Optional;

/**
 * The only code that signs votes, timeouts and proposals. The rules are those of the two-chain
 * protocol (Jolteon, arXiv 2106.10362, figure 2; DiemBFT v4):
 *
 * <ol>
 *   <li><b>First voting rule.</b> Vote for block b only if its round is above the last voted round
 *       and above the round of the quorum certificate b rests on, which is on b's parent. The round
 *       of a stored vote, asked for again, gets that vote byte for byte, unless it was timed out
 *       of.
 *   <li><b>Second voting rule.</b> Vote only if b.round = b.qc.round + 1, or there is a timeout
 *       certificate with b.round = tc.round + 1 and b.qc.round is at least the highest quorum
 *       certificate's round that any of its signers stated.
 *   <li><b>After a vote</b> the last voted round is b.round and the lock is at least b.qc.round.
 *   <li><b>Timeout rule.</b> Give round r up only if r = highQc.round + 1 or r = tc.round + 1,
 *       highQc.round is at least the lock, and r is at least the last voted round. From then on r
 *       has no vote.
 *   <li><b>Proposal rule.</b> One proposal a round, in rising rounds, that others may vote for by
 *       the second voting rule.
 *   <li><b>Epochs.</b> The first block of an epoch rests on the certificate of the last block of
 *       the epoch before and may be two rounds above it, for the round between is the one that
 *       committed that block. Votes and proposals rise from epoch to epoch as within one; a round
 *       below the last vote of an earlier epoch can only be timed out of.
 *   <li><b>Commit rule.</b> A quorum certificate on b1 commits b1's parent b0 if b1.round =
 *       b0.round + 1, and not otherwise: the contiguity is what makes it safe (Twins, arXiv
 *       2004.10617, found its lack in Fast-HotStuff).
 * </ol>
 *
 * <p>Certificates are verified here again, whatever the caller did: a verdict is remembered, so it
 * costs a digest. Each method is a function of its arguments; keeping the row is the caller's.
 */
public class SafetyRules {
  private final Electorate electorate;
  private final CertificateVerifier certificates;
  private final int self;
  private final Signer signer;

  /**
   * @param self this validator's index
   * @param signer signs with this validator's key; nobody else may hold it
   */
  public SafetyRules(
      Electorate electorate, CertificateVerifier certificates, int self, Signer signer) {
    this.electorate = electorate;
    this.certificates = certificates;
    this.self = self;
    this.signer = signer;
  }

  /**
   * Rules 1 to 3.
   *
   * @param parent the quorum certificate that the block rests on
   * @param tc the timeout certificate that justifies the block's round if the parent's does not
   */
  public Decision vote(
      SafetyRow row, BlockHeader block, QuorumCertificate parent, Optional<TimeoutCertificate> tc) {
    VoteContent content = new VoteContent(block.round(), block.id(), parent.round());
    if (block.round() <= row.highestTimeoutRound()) {
      return refused(
          RefusalReason.TIMED_OUT,
          "Round %d has no vote, for round %d was timed out of."
              .formatted(block.round(), row.highestTimeoutRound()));
    }
    if (block.round() <= row.lastVotedRound()) {
      return storedVote(row, content);
    }
    Optional<Decision> refusal =
        justificationRefusal(row, block, parent, tc).map(Decision.class::cast);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SignedEnvelope vote = electorate.sign(self, MessageType.VOTE, content.toBytes(), signer);
    return new Decision.Granted(row.voted(block.round(), vote, parent, tc), vote);
  }

  private static Decision storedVote(SafetyRow row, VoteContent content) {
    Optional<SignedEnvelope> same =
        row.lastVote().filter(vote -> vote.payload(VoteContent::read).equals(content));
    return same.isPresent()
        ? new Decision.Granted(row, same.get())
        : refused(
            RefusalReason.ALREADY_VOTED,
            "Round %d must be above the last voted round %d, and its stored vote is not for %s."
                .formatted(content.round(), row.lastVotedRound(), content.blockId().shortHex()));
  }

  /** Rule 2, and what of rule 1 is about the certificate: the same for voters and proposers. */
  private Optional<Decision.Refused> justificationRefusal(
      SafetyRow row, BlockHeader block, QuorumCertificate parent, Optional<TimeoutCertificate> tc) {
    if (block.epoch() != row.epoch() || block.epoch() != electorate.epoch()) {
      return no(
          RefusalReason.OTHER_EPOCH,
          "The block is of epoch %d, the row of %d and the validators of %d."
              .formatted(block.epoch(), row.epoch(), electorate.epoch()));
    }
    if (!parent.blockId().equals(block.parentId())) {
      return no(
          RefusalReason.NOT_ON_PARENT,
          "The quorum certificate is on %s, the block's parent is %s."
              .formatted(parent.blockId().shortHex(), block.parentId().shortHex()));
    }
    Optional<String> bad = certificates.refusal(parent).or(() -> tc.flatMap(certificates::refusal));
    if (bad.isPresent()) {
      return no(RefusalReason.BAD_CERTIFICATE, "A certificate does not hold: " + bad.get() + ".");
    }
    if (block.round() == certificates.opens(parent)) {
      return Optional.empty();
    }
    return timeoutJustificationRefusal(block, parent, tc);
  }

  private static Optional<Decision.Refused> timeoutJustificationRefusal(
      BlockHeader block, QuorumCertificate parent, Optional<TimeoutCertificate> tc) {
    long tcRound = tc.map(TimeoutCertificate::round).orElse(-1L);
    if (block.round() != tcRound + 1 || block.round() <= parent.round()) {
      return no(
          RefusalReason.NOT_CONSECUTIVE,
          "Round %d follows neither the quorum certificate's round %d nor the timeout's %s."
              .formatted(
                  block.round(), parent.round(), tcRound < 0 ? "(none)" : Long.toString(tcRound)));
    }
    long seen = tc.orElseThrow().highestQcRound();
    if (parent.round() < seen) {
      return no(
          RefusalReason.BELOW_TIMEOUT_HIGH_QC,
          "The block rests on round %d, a signer of the timeout certificate saw round %d."
              .formatted(parent.round(), seen));
    }
    return Optional.empty();
  }

  /**
   * Rule 4.
   *
   * @param highQc the highest quorum certificate known
   * @param tc the highest timeout certificate known
   */
  public Decision timeout(
      SafetyRow row, long round, QuorumCertificate highQc, Optional<TimeoutCertificate> tc) {
    if (row.lastTimeout().isPresent() && round == row.highestTimeoutRound()) {
      return new Decision.Granted(row, row.lastTimeout().get());
    }
    if (round < row.lastRoundOfEpoch()) {
      return refused(
          RefusalReason.STALE_ROUND,
          "Round %d is below the last voted round %d of this epoch."
              .formatted(round, row.lastRoundOfEpoch()));
    }
    long tcRound = tc.map(TimeoutCertificate::round).orElse(-1L);
    if (round != Math.max(certificates.opens(highQc), tcRound + 1)) {
      return refused(
          RefusalReason.NOT_CONSECUTIVE,
          "Round %d does not follow the higher of the quorum certificate's %d and timeout's %d."
              .formatted(round, highQc.round(), tcRound));
    }
    if (highQc.round() < row.oneChainRound()) {
      return refused(
          RefusalReason.BELOW_LOCK,
          "The highest quorum certificate is of round %d, the lock is at %d; fetch that first."
              .formatted(highQc.round(), row.oneChainRound()));
    }
    Optional<String> bad = certificates.refusal(highQc).or(() -> tc.flatMap(certificates::refusal));
    if (bad.isPresent()) {
      return refused(RefusalReason.BAD_CERTIFICATE, bad.get());
    }
    byte[] content = new TimeoutContent(round, highQc.round()).toBytes();
    SignedEnvelope timeout = electorate.sign(self, MessageType.TIMEOUT, content, signer);
    return new Decision.Granted(row.timedOut(round, timeout, highQc, tc), timeout);
  }

  /** Rule 5. */
  public Decision propose(
      SafetyRow row, Block block, QuorumCertificate parent, Optional<TimeoutCertificate> tc) {
    BlockHeader header = block.header();
    if (header.round() <= row.lastProposalRound()) {
      return refused(
          RefusalReason.ALREADY_PROPOSED,
          "Round %d must be above the last proposal's round %d."
              .formatted(header.round(), row.lastProposalRound()));
    }
    Optional<Decision.Refused> refusal = justificationRefusal(row, header, parent, tc);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SignedEnvelope proposal =
        electorate.sign(self, MessageType.PROPOSAL, block.outline().toBytes(), signer);
    return new Decision.Granted(row.proposed(header.round(), block.id()), proposal);
  }

  /** Rule 6: whether a certificate on this content commits the parent of what was voted for. */
  public boolean commitsParent(VoteContent certified) {
    return certified.round() == certified.parentRound() + 1;
  }

  private static Decision refused(RefusalReason reason, String detail) {
    return new Decision.Refused(reason, detail);
  }

  private static Optional<Decision.Refused> no(RefusalReason reason, String detail) {
    return Optional.of(new Decision.Refused(reason, detail));
  }
}
