package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.crypto.Signature;
import java.util.Objects;

/** One validator's part of a timeout certificate: the signature is on (round, highQcRound). */
public record SignedTimeout(long highQcRound, Signature signature) {
  public SignedTimeout {
    Objects.requireNonNull(signature);
    if (highQcRound < 0) {
      throw new IllegalArgumentException(
          "A timeout states the quorum certificate's round %d; it must not be negative."
              .formatted(highQcRound));
    }
  }
}
