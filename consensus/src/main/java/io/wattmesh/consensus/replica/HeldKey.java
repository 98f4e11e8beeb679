package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.crypto.VerificationKey;
import java.util.Objects;

/** A key that this process holds, and how it signs with it. */
public record HeldKey(VerificationKey key, Signer signer) {
  public HeldKey {
    Objects.requireNonNull(key);
    Objects.requireNonNull(signer);
  }

  public static HeldKey of(SigningKey key) {
    return new HeldKey(key.verificationKey(), key::sign);
  }
}
