package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * What a validator signs when it gives a round up.
 *
 * @param round the round given up
 * @param highQcRound the round of the highest quorum certificate that the validator knew
 */
public record TimeoutContent(long round, long highQcRound) {
  public TimeoutContent {
    if (highQcRound < 0 || highQcRound >= round) {
      throw new IllegalArgumentException(
          "A timeout of round %d can't know a quorum certificate of round %d; it must be below."
              .formatted(round, highQcRound));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter(2 * Long.BYTES).i64(round).i64(highQcRound).toByteArray();
  }

  public static TimeoutContent read(CanonicalReader in) {
    return new TimeoutContent(in.i64(), in.i64());
  }
}
