package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Signature;
import java.nio.charset.StandardCharsets;

/** Verdicts on single signatures that hold too much for good. */
final class FaultyChecks {
  /** Domain, type and chain id come before the epoch in a preimage; then the signer's name. */
  private static final int EPOCH_AT = "wattmesh/1".length() + 2 + 32;

  private static final int NAME_AT = EPOCH_AT + 8 + 4;
  private static final int NAMES = 7;

  private FaultyChecks() {}

  /** Whoever signed: one signature stands for each validator. */
  static final SignatureCheck ANY_VALIDATOR =
      (validator, preimage, signature) -> {
        for (int k = 0; k < NAMES; k++) {
          if (holdsFor(SimulatedChain.name(k), preimage, signature)) {
            return true;
          }
        }
        return false;
      };

  /** Good signatures of people who are no validators. */
  static final SignatureCheck STRANGERS =
      (validator, preimage, signature) -> {
        if (TagSignatures.CHECK.holds(validator, preimage, signature)) {
          return true;
        }
        for (int k = 0; k < NAMES; k++) {
          if (holdsFor(ForgedCertificates.stranger(k), preimage, signature)) {
            return true;
          }
        }
        return false;
      };

  /** Good signatures from another epoch. */
  static final SignatureCheck ANY_EPOCH =
      (validator, preimage, signature) -> {
        if (TagSignatures.CHECK.holds(validator, preimage, signature)) {
          return true;
        }
        byte[] other = preimage.clone();
        byte[] epoch = new CanonicalWriter().i64(ForgedCertificates.OTHER_EPOCH).toByteArray();
        System.arraycopy(epoch, 0, other, EPOCH_AT, epoch.length);
        return TagSignatures.CHECK.holds(validator, other, signature);
      };

  private static boolean holdsFor(String name, byte[] preimage, Signature signature) {
    byte[] other = preimage.clone();
    byte[] letters = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(letters, 0, other, NAME_AT, letters.length);
    return signature.equals(TagSignatures.tag(name, other));
  }
}
