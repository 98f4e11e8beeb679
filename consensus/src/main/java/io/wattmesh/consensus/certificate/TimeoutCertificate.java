package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.chain.BySigner;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Signature;
import java.util.Objects;
import java.util.SortedMap;

/**
 * A quorum's word that a round is over without a quorum certificate of its own.
 *
 * <p>What protects committed blocks is {@link #highestQcRound}, which is signed: a quorum for a
 * commit and a quorum of timeouts share an honest validator, which signs that it saw the
 * certificate below the commit (Jolteon, arXiv 2106.10362, section 4).
 *
 * @param timeouts by the signer's index in the epoch's validator set
 * @param highQc a certificate at least as high as any that the signers knew
 */
public record TimeoutCertificate(
    long round, SortedMap<Integer, SignedTimeout> timeouts, QuorumCertificate highQc) {
  public TimeoutCertificate {
    Objects.requireNonNull(highQc);
    timeouts = BySigner.copyOf(timeouts);
  }

  /** The highest quorum certificate's round that any signer stated. */
  public long highestQcRound() {
    long highest = 0;
    for (SignedTimeout timeout : timeouts.values()) {
      highest = Math.max(highest, timeout.highQcRound());
    }
    return highest;
  }

  /** The length of the canonical bytes. */
  public int bytes() {
    return 8 + 4 + timeouts.size() * (4 + 8 + Signature.BYTES) + highQc.bytes();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(bytes());
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i64(round).i32(timeouts.size());
    timeouts.forEach(
        (index, timeout) -> timeout.signature().write(out.i32(index).i64(timeout.highQcRound())));
    highQc.write(out);
  }

  /** Signers must rise from entry to entry, so that none is counted twice. */
  public static TimeoutCertificate read(CanonicalReader in) {
    return new TimeoutCertificate(
        in.i64(),
        BySigner.read(in, 8 + Signature.BYTES, TimeoutCertificate::readTimeout),
        QuorumCertificate.read(in));
  }

  private static SignedTimeout readTimeout(CanonicalReader in) {
    return new SignedTimeout(in.i64(), Signature.read(in));
  }
}
