package io.wattmesh.consensus.certificate;

import io.wattmesh.proto.crypto.Signature;

/** Signs with this validator's key. {@code SigningKey::sign} is the one that protects. */
@FunctionalInterface
public interface Signer {
  Signature sign(byte[] preimage);
}
