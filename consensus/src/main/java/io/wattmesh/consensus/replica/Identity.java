package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import java.util.Objects;

/**
 * Who this replica is among whom.
 *
 * @param index its index in the epoch's validator set
 * @param signer signs with its key
 */
public record Identity(int index, Electorate electorate, Signer signer) {
  public Identity {
    Objects.requireNonNull(signer);
    Objects.checkIndex(index, electorate.size());
  }

  /**
   * @throws IllegalArgumentException if the key is not that of the validator at the index
   */
  public static Identity of(
      int index, ValidatorSet validators, SigningContext context, SigningKey key) {
    if (!validators.get(index).key().equals(key.verificationKey())) {
      throw new IllegalArgumentException(
          "Validator %d (%s) has key %s, the signing key is that of %s; load the right key."
              .formatted(index, validators.get(index).id(), validators.get(index).key(), key));
    }
    var electorate = new Electorate(validators, context, SignatureCheck.ED25519);
    return new Identity(index, electorate, key::sign);
  }
}
