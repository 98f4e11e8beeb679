package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Signature;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

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
  private static final int MAX_SIGNERS = 1024;

  public TimeoutCertificate {
    Objects.requireNonNull(highQc);
    timeouts = Collections.unmodifiableSortedMap(new TreeMap<>(timeouts));
  }

  /** The highest quorum certificate's round that any signer stated. */
  public long highestQcRound() {
    return timeouts.values().stream().mapToLong(SignedTimeout::highQcRound).max().orElse(0);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i64(round).i32(timeouts.size());
    timeouts.forEach(
        (index, timeout) ->
            out.i32(index).i64(timeout.highQcRound()).raw(timeout.signature().bytes()));
    highQc.write(out);
  }

  /** Signers must rise from entry to entry, so that none is counted twice. */
  public static TimeoutCertificate read(CanonicalReader in) {
    long round = in.i64();
    int count = in.count(MAX_SIGNERS, 4 + 8 + Signature.BYTES);
    var timeouts = new TreeMap<Integer, SignedTimeout>();
    long last = Long.MIN_VALUE;
    for (int k = 0; k < count; k++) {
      int index = in.i32();
      if (index <= last) {
        throw new IllegalArgumentException("Signer " + index + " is not in rising order.");
      }
      timeouts.put(index, new SignedTimeout(in.i64(), Signature.of(in.raw(Signature.BYTES))));
      last = index;
    }
    return new TimeoutCertificate(round, timeouts, QuorumCertificate.read(in));
  }
}
