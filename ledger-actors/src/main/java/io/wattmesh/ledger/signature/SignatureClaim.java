package io.wattmesh.ledger.signature;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;

/** That the holder of a key signed these bytes; true or not. */
@SuppressWarnings("ArrayRecordComponent") // Handed over, never compared: digests are.
public record SignatureClaim(VerificationKey key, byte[] preimage, Signature signature) {
  /** Stands for all of the claim. Key and signature have fixed lengths. */
  public Hash digest() {
    return Sha256.of(
        new CanonicalWriter().raw(key.bytes()).raw(signature.bytes()).raw(preimage).toByteArray());
  }

  /** The verdict, found anew. */
  public boolean holds() {
    return key.verify(preimage, signature);
  }
}
