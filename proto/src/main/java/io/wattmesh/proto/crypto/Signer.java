package io.wattmesh.proto.crypto;

/**
 * Signs for one key's holder. A {@link SigningKey} is ready at any time; where millions sign now
 * and then, a signer may keep less and load its key for each signature.
 */
@FunctionalInterface
public interface Signer {
  /** Deterministic: the same message gives the same signature, however the key is kept. */
  Signature sign(byte[] message);
}
