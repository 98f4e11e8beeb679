package io.wattmesh.proto.proof;

import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;

/**
 * What a chain's id stands for: its first validators, and all else of its genesis by hash.
 *
 * @param genesisBodyHash SHA-256 of the canonical genesis body
 */
public record ChainIdentity(ValidatorSet validators, Hash genesisBodyHash) {
  public Hash chainId() {
    return Sha256.labelled(
        "wattmesh/genesis",
        new CanonicalWriter().hash(validators.hash()).hash(genesisBodyHash).toByteArray());
  }
}
