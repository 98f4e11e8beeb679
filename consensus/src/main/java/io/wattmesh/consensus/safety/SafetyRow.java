package io.wattmesh.consensus.safety;

import io.wattmesh.consensus.certificate.TimeoutCertificate;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;

/**
 * All that a validator must never forget: what it has signed, its lock, and the certificates that
 * it signed with. One row, replaced as a whole, durable before anything that it allows leaves.
 *
 * @param lastVotedRound no vote for this round or an earlier one is given (again)
 * @param oneChainRound the lock: the highest round of a certificate that a voted block rested on
 * @param highestTimeoutRound the highest round given up
 * @param lastProposalRound the highest round proposed in
 * @param lastProposalId the block proposed there; {@link Hash#ZERO} before the first
 * @param lastVote the last vote's envelope, to be sent again byte for byte
 * @param lastTimeout the last timeout's envelope, likewise
 * @param highQc the highest quorum certificate that a vote or timeout was signed with
 * @param highTc the highest timeout certificate likewise
 */
public record SafetyRow(
    long epoch,
    long lastVotedRound,
    long oneChainRound,
    long highestTimeoutRound,
    long lastProposalRound,
    Hash lastProposalId,
    Optional<SignedEnvelope> lastVote,
    Optional<SignedEnvelope> lastTimeout,
    QuorumCertificate highQc,
    Optional<TimeoutCertificate> highTc) {
  private static final int MAX_ENVELOPE_BYTES = 1024;

  public SafetyRow {
    Objects.requireNonNull(lastProposalId);
    Objects.requireNonNull(lastVote);
    Objects.requireNonNull(lastTimeout);
    Objects.requireNonNull(highQc);
    Objects.requireNonNull(highTc);
    if (epoch < 0 || oneChainRound < 0 || lastProposalRound < 0) {
      throw new IllegalArgumentException(
          "Epoch %d, lock %d and last proposal's round %d must not be negative."
              .formatted(epoch, oneChainRound, lastProposalRound));
    }
    if (highestTimeoutRound < 0 || lastVotedRound < highestTimeoutRound) {
      throw new IllegalArgumentException(
          "A timeout of round %d forbids later votes of it, but the last voted round is %d."
              .formatted(highestTimeoutRound, lastVotedRound));
    }
  }

  /** The row of a validator that has signed nothing. Only ever made where there are no blocks. */
  public static SafetyRow initial(long epoch, Hash genesisId) {
    return new SafetyRow(
        epoch,
        0,
        0,
        0,
        0,
        Hash.ZERO,
        Optional.empty(),
        Optional.empty(),
        QuorumCertificate.genesis(genesisId),
        Optional.empty());
  }

  /**
   * Keeps the certificates that let the round begin, so that a restarted validator is in that round
   * again: without the timeout certificate it would be below its own last vote.
   */
  SafetyRow voted(
      long round, SignedEnvelope vote, QuorumCertificate parent, Optional<TimeoutCertificate> tc) {
    return new SafetyRow(
        epoch,
        round,
        Math.max(oneChainRound, parent.round()),
        highestTimeoutRound,
        lastProposalRound,
        lastProposalId,
        Optional.of(vote),
        lastTimeout,
        higher(parent),
        higher(tc));
  }

  SafetyRow timedOut(
      long round, SignedEnvelope timeout, QuorumCertificate qc, Optional<TimeoutCertificate> tc) {
    return new SafetyRow(
        epoch,
        Math.max(lastVotedRound, round),
        oneChainRound,
        Math.max(highestTimeoutRound, round),
        lastProposalRound,
        lastProposalId,
        lastVote,
        Optional.of(timeout),
        higher(qc),
        higher(tc));
  }

  SafetyRow proposed(long round, Hash blockId) {
    return new SafetyRow(
        epoch,
        lastVotedRound,
        oneChainRound,
        highestTimeoutRound,
        round,
        blockId,
        lastVote,
        lastTimeout,
        highQc,
        highTc);
  }

  /**
   * The row in a later epoch, which begins with a certificate on the last block before it. Rounds
   * never restart, so no round has a second vote or proposal; but what was locked or given up above
   * that block ended with the old epoch.
   */
  public SafetyRow entered(long newEpoch, QuorumCertificate base) {
    return new SafetyRow(
        newEpoch,
        lastVotedRound,
        base.round(),
        0,
        lastProposalRound,
        lastProposalId,
        Optional.empty(),
        Optional.empty(),
        base,
        Optional.empty());
  }

  /** The highest round of this epoch that was voted in or given up; 0 before the first. */
  public long lastRoundOfEpoch() {
    long voted = lastVote.map(vote -> vote.payload(VoteContent::read).round()).orElse(0L);
    return Math.max(voted, highestTimeoutRound);
  }

  private QuorumCertificate higher(QuorumCertificate other) {
    return other.round() > highQc.round() ? other : highQc;
  }

  private Optional<TimeoutCertificate> higher(Optional<TimeoutCertificate> other) {
    long mine = highTc.map(TimeoutCertificate::round).orElse(0L);
    return other.filter(tc -> tc.round() > mine).or(() -> highTc);
  }

  public byte[] toBytes() {
    var out =
        new CanonicalWriter()
            .i64(epoch)
            .i64(lastVotedRound)
            .i64(oneChainRound)
            .i64(highestTimeoutRound)
            .i64(lastProposalRound)
            .hash(lastProposalId);
    writeEnvelope(out, lastVote);
    writeEnvelope(out, lastTimeout);
    highQc.write(out);
    out.bool(highTc.isPresent());
    highTc.ifPresent(tc -> tc.write(out));
    return out.toByteArray();
  }

  public static SafetyRow ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new SafetyRow(
                in.i64(),
                in.i64(),
                in.i64(),
                in.i64(),
                in.i64(),
                in.hash(),
                readEnvelope(in),
                readEnvelope(in),
                QuorumCertificate.read(in),
                in.bool() ? Optional.of(TimeoutCertificate.read(in)) : Optional.empty()));
  }

  private static void writeEnvelope(CanonicalWriter out, Optional<SignedEnvelope> envelope) {
    out.bytes(envelope.map(SignedEnvelope::toBytes).orElse(new byte[0]));
  }

  private static Optional<SignedEnvelope> readEnvelope(CanonicalReader in) {
    byte[] bytes = in.bytes(MAX_ENVELOPE_BYTES);
    return bytes.length == 0 ? Optional.empty() : Optional.of(SignedEnvelope.ofBytes(bytes));
  }
}
