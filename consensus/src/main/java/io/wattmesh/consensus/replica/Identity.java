package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.certificate.SignatureCheck;
import io.wattmesh.consensus.certificate.Signer;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who this replica is among whom, in one epoch. Its name stays from epoch to epoch; its place, key
 * and power may change, and in an epoch without it, or with a key under its name that it does not
 * hold, it only observes.
 *
 * @param index its index in the epoch's validator set; {@link #OBSERVER} if it only observes
 * @param current the key that it signs with: its validator's, or the last one that it had
 * @param keys all keys that it may come to sign with
 */
public record Identity(
    ParticipantId name, int index, Electorate electorate, HeldKey current, List<HeldKey> keys) {
  /** The index of one who is no validator of the epoch. */
  public static final int OBSERVER = -1;

  public Identity {
    Objects.requireNonNull(name);
    Objects.requireNonNull(current);
    keys = List.copyOf(keys);
    if (index != OBSERVER) {
      Objects.checkIndex(index, electorate.size());
    }
  }

  /** The validator at an index, with one signer for good. */
  public Identity(int index, Electorate electorate, Signer signer) {
    this(index, electorate, new HeldKey(electorate.validators().get(index).key(), signer));
  }

  private Identity(int index, Electorate electorate, HeldKey key) {
    this(electorate.validators().get(index).id(), index, electorate, key, List.of(key));
  }

  /**
   * @throws IllegalArgumentException if the key is not that of the validator at the index
   */
  public static Identity of(
      int index, ValidatorSet validators, SigningContext context, SigningKey key) {
    return of(index, validators, context, key, SignatureCheck.ED25519);
  }

  /**
   * @param check how signatures of validators are judged
   * @throws IllegalArgumentException if the key is not that of the validator at the index
   */
  public static Identity of(
      int index,
      ValidatorSet validators,
      SigningContext context,
      SigningKey key,
      SignatureCheck check) {
    if (!validators.get(index).key().equals(key.verificationKey())) {
      throw new IllegalArgumentException(
          "Validator %d (%s) has key %s, the signing key is that of %s; load the right key."
              .formatted(index, validators.get(index).id(), validators.get(index).key(), key));
    }
    var electorate = new Electorate(validators, context, check);
    return new Identity(index, electorate, key::sign);
  }

  /**
   * Who has this name and these keys, at least one, in an epoch: one of its validators or an
   * observer.
   */
  public static Identity named(ParticipantId name, Electorate electorate, List<HeldKey> keys) {
    return new Identity(name, OBSERVER, electorate, keys.getLast(), keys).in(electorate);
  }

  /** The same in another epoch. */
  Identity in(Electorate other) {
    int place = other.validators().indexOf(name);
    Optional<HeldKey> held =
        other
            .validators()
            .find(name)
            .map(Validator::key)
            .flatMap(key -> keys.stream().filter(one -> one.key().equals(key)).findFirst());
    return held.isPresent()
        ? new Identity(name, place, other, held.get(), keys)
        : new Identity(name, OBSERVER, other, current, keys);
  }

  boolean isObserver() {
    return index == OBSERVER;
  }

  public Signer signer() {
    return current.signer();
  }
}
