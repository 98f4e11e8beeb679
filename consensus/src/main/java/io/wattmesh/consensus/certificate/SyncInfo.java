package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;
import java.util.Optional;

/**
 * What a validator knows to be certified. It rides on every message, so whoever hears of a round
 * can enter it; it needs no signature of its own, being made of certificates.
 *
 * @param highTc left out unless its round is above the quorum certificate's
 * @param highCommit proof of the newest committed block; none before the first
 */
public record SyncInfo(
    QuorumCertificate highQc,
    Optional<TimeoutCertificate> highTc,
    Optional<CommitProof> highCommit) {
  public SyncInfo {
    Objects.requireNonNull(highQc);
    long qcRound = highQc.round();
    highTc = highTc.filter(tc -> tc.round() > qcRound);
    Objects.requireNonNull(highCommit);
  }

  /** The round that these certificates let a validator enter. */
  public long round() {
    return Math.max(highQc.round(), highTc.map(TimeoutCertificate::round).orElse(0L)) + 1;
  }

  /** Whether the other holds anything above this. */
  public boolean isBehind(SyncInfo other) {
    return highQc.round() < other.highQc.round()
        || round() < other.round()
        || committedHeight() < other.committedHeight();
  }

  public long committedHeight() {
    return highCommit.map(CommitProof::committedHeight).orElse(0L);
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return highQc.bytes()
        + (1 + highTc.map(TimeoutCertificate::bytes).orElse(0))
        + (1 + highCommit.map(CommitProof::bytes).orElse(0));
  }

  public void write(CanonicalWriter out) {
    highQc.write(out);
    out.bool(highTc.isPresent());
    highTc.ifPresent(tc -> tc.write(out));
    out.bool(highCommit.isPresent());
    highCommit.ifPresent(proof -> proof.write(out));
  }

  public static SyncInfo read(CanonicalReader in) {
    return new SyncInfo(
        QuorumCertificate.read(in),
        in.bool() ? Optional.of(TimeoutCertificate.read(in)) : Optional.empty(),
        in.bool() ? Optional.of(CommitProof.read(in)) : Optional.empty());
  }
}
