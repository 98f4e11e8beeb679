package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.VerificationKey;

/**
 * The verdict on one signature. It is a port because an Ed25519 verdict costs more than all other
 * work of a protocol step: the simulator, whose adversary never forges, puts a cheap tag in its
 * place. Everything that counts signers runs the same either way.
 */
@FunctionalInterface
public interface SignatureCheck {
  /** The check that protects: Ed25519 with the project's one verdict. */
  SignatureCheck ED25519 =
      (validator, preimage, signature) -> validator.key().verify(preimage, signature);

  boolean holds(Validator validator, byte[] preimage, Signature signature);

  /**
   * A public key out of a proof of another epoch.
   *
   * @throws IllegalArgumentException if nobody may have this key
   */
  default VerificationKey key(byte[] bytes) {
    return VerificationKey.of(bytes);
  }
}
