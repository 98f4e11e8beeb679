package io.wattmesh.cluster.governance;

import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of validators while its signatures are gathered: each validator adds what its keys can
 * sign, and hands on a transaction that it signed as a whole. The ledger takes one whose last
 * signer is a present validator, once enough have approved and every new key is proven.
 *
 * @param chainId of the market
 * @param present the validators of the present epoch
 */
public record ValidatorChangeDraft(Hash chainId, ValidatorSet present, ValidatorChange change) {
  /** A change that nobody has signed yet. */
  public static ValidatorChangeDraft begin(Hash chainId, ValidatorSet present, ValidatorSet next) {
    return new ValidatorChangeDraft(
        chainId,
        present,
        new ValidatorChange(next, Collections.emptySortedMap(), Collections.emptySortedMap()));
  }

  /**
   * Takes up a change that others have signed.
   *
   * @throws UserErrorException if it is no change of the present validators, or a signature in it
   *     does not hold
   */
  public static ValidatorChangeDraft of(SignedEnvelope transaction, ValidatorSet present) {
    if (transaction.type() != MessageType.VALIDATOR_CHANGE) {
      throw new UserErrorException(
          "%s is no change of validators. `wattmesh governance validators --add ...` begins one."
              .formatted(transaction));
    }
    ValidatorChange change;
    try {
      change = ValidatorChange.ofBytes(transaction.payload());
    } catch (MalformedBytesException e) {
      throw new UserErrorException("The change of validators: " + e.getMessage(), e);
    }
    if (change.next().epoch() != Math.addExact(present.epoch(), 1)) {
      throw new UserErrorException(
          ("The change is for epoch %d, the present one is %d: it came too late, or the market that"
                  + " is given ends before. Begin another one, or give --run or --epochs.")
              .formatted(change.next().epoch(), present.epoch()));
    }
    var draft = new ValidatorChangeDraft(transaction.context().chainId(), present, change);
    draft.requireHolding(MessageType.VALIDATOR_APPROVAL, present, change.approvals());
    draft.requireHolding(MessageType.KEY_POSSESSION, change.next(), change.possessions());
    return draft;
  }

  private void requireHolding(
      MessageType type, ValidatorSet signers, SortedMap<Integer, Signature> signatures) {
    for (Map.Entry<Integer, Signature> one : signatures.entrySet()) {
      int index = one.getKey();
      if (index < 0 || index >= signers.size()) {
        throw new UserErrorException(
            "A %s in the change is of validator %d of %d: begin another one."
                .formatted(type, index, signers.size()));
      }
      Validator signer = signers.get(index);
      byte[] preimage =
          new SigningContext(chainId, signers.epoch())
              .preimage(type, signer.id().value(), change.next().toBytes());
      if (!signer.key().verify(preimage, one.getValue())) {
        throw new UserErrorException(
            "The %s of %s in the change does not hold: begin another one."
                .formatted(type, signer.id()));
      }
    }
  }

  /**
   * The same with all that a validator's keys can sign: its approval with the key that it has now,
   * the proof of the key that it is to have.
   *
   * @throws UserErrorException if none of the keys has a part in the change
   */
  public ValidatorChangeDraft signedBy(ParticipantId id, List<SigningKey> keys) {
    var approvals = new TreeMap<>(change.approvals());
    var possessions = new TreeMap<>(change.possessions());
    Optional<SigningKey> now = keyOf(present, id, keys);
    Optional<SigningKey> later = newKeyOf(id, keys);
    now.ifPresent(
        key ->
            approvals.put(
                present.indexOf(id),
                sign(present.epoch(), MessageType.VALIDATOR_APPROVAL, id, key)));
    later.ifPresent(
        key ->
            possessions.put(
                change.next().indexOf(id),
                sign(change.next().epoch(), MessageType.KEY_POSSESSION, id, key)));
    if (now.isEmpty() && later.isEmpty()) {
      throw new UserErrorException(
          ("%s has nothing to sign with this key: it is neither the one that %s has in epoch %d, nor"
                  + " a new one that it is to have.")
              .formatted(id, id, present.epoch()));
    }
    return new ValidatorChangeDraft(
        chainId, present, new ValidatorChange(change.next(), approvals, possessions));
  }

  private Signature sign(long epoch, MessageType type, ParticipantId id, SigningKey key) {
    return new SigningContext(chainId, epoch)
        .sign(type, id.value(), change.next().toBytes(), key)
        .signature();
  }

  private static Optional<SigningKey> keyOf(
      ValidatorSet validators, ParticipantId id, List<SigningKey> keys) {
    return validators
        .find(id)
        .flatMap(
            seat ->
                keys.stream().filter(key -> key.verificationKey().equals(seat.key())).findFirst());
  }

  private Optional<SigningKey> newKeyOf(ParticipantId id, List<SigningKey> keys) {
    return isProofNeeded(id) ? keyOf(change.next(), id, keys) : Optional.empty();
  }

  private boolean isProofNeeded(ParticipantId id) {
    return !change.next().find(id).map(Validator::key).equals(present.find(id).map(Validator::key));
  }

  /** The transaction as one of its signers hands it on, or in. */
  public SignedEnvelope handedOnBy(ParticipantId id, List<SigningKey> keys) {
    SigningKey key = keyOf(present, id, keys).or(() -> newKeyOf(id, keys)).orElseThrow();
    return new SigningContext(chainId, present.epoch())
        .sign(MessageType.VALIDATOR_CHANGE, id.value(), change.toBytes(), key);
  }

  /** Who has approved, by name. */
  public List<ParticipantId> approvers() {
    return change.approvals().keySet().stream().map(index -> present.get(index).id()).toList();
  }

  /** The power of all who have approved. */
  public long approvingPower() {
    return change.approvals().keySet().stream()
        .map(index -> present.get(index).power())
        .reduce(0L, Math::addExact);
  }

  /** Whose new keys are not proven yet. */
  public List<ParticipantId> unproven() {
    ValidatorSet next = change.next();
    return next.validators().stream()
        .map(Validator::id)
        .filter(this::isProofNeeded)
        .filter(id -> !change.possessions().containsKey(next.indexOf(id)))
        .toList();
  }

  /**
   * What must still happen before the ledger takes it, in words; empty if nothing.
   *
   * @param lastSigner who signs it as a whole
   * @param keys that it holds
   */
  public Optional<String> lack(ParticipantId lastSigner, List<SigningKey> keys) {
    if (!present.isQuorum(change.approvals().keySet())) {
      return Optional.of("more than two thirds of the power must approve");
    }
    if (!unproven().isEmpty()) {
      return Optional.of("the new keys of %s must be proven".formatted(unproven()));
    }
    if (keyOf(present, lastSigner, keys).isEmpty()) {
      return Optional.of("a validator of epoch %d must sign last".formatted(present.epoch()));
    }
    return change.refusal(present, chainId);
  }
}
