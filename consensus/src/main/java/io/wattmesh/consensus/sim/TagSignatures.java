package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Signatures for simulations: SHA-256 of the signer's name and the message. Anyone could make them,
 * but nobody in a simulation does: its liars are twins, who sign only with their own key. In return
 * a scenario takes milliseconds, for Ed25519 would be nearly all of its time. Who signed what, and
 * whether a certificate's signers are a quorum, is judged by the same code as ever.
 */
final class TagSignatures {
  static final SignatureCheck CHECK =
      (validator, preimage, signature) -> signature.equals(tag(validator, preimage));

  private TagSignatures() {}

  static Signer signer(Validator validator) {
    return preimage -> tag(validator, preimage);
  }

  private static Signature tag(Validator validator, byte[] preimage) {
    byte[] name = validator.id().value().getBytes(StandardCharsets.UTF_8);
    byte[] half = Sha256.of(name, new byte[1], preimage).bytes();
    byte[] whole = Arrays.copyOf(half, Signature.BYTES);
    System.arraycopy(half, 0, whole, half.length, half.length);
    return Signature.of(whole);
  }
}
