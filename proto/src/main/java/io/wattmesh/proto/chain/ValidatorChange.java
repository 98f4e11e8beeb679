package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Signature;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The wish of more than two thirds of an epoch's power that other validators, keys or powers take
 * over. Every key that is new under its name proves that somebody holds it.
 *
 * @param next the validators of the next epoch
 * @param approvals by the approver's index in the present set: signatures of type
 *     VALIDATOR_APPROVAL on the next set, in the present epoch
 * @param possessions by the validator's index in the next set: signatures of type KEY_POSSESSION on
 *     the next set by each new key, in the next epoch
 */
public record ValidatorChange(
    ValidatorSet next,
    SortedMap<Integer, Signature> approvals,
    SortedMap<Integer, Signature> possessions) {
  private static final int MAX_SIGNERS = 1024;

  /** Beyond this no sum of powers, three times over, leaves 64 bits. */
  private static final long MAX_TOTAL_POWER = Long.MAX_VALUE / 4;

  public ValidatorChange {
    Objects.requireNonNull(next);
    approvals = Collections.unmodifiableSortedMap(new TreeMap<>(approvals));
    possessions = Collections.unmodifiableSortedMap(new TreeMap<>(possessions));
    if (next.totalPower() > MAX_TOTAL_POWER) {
      throw new IllegalArgumentException(
          "The next validators have power %d together, at most %d are allowed; scale them down."
              .formatted(next.totalPower(), MAX_TOTAL_POWER));
    }
  }

  /** What is wrong with it in the epoch of the present validators, if anything. */
  public Optional<String> refusal(ValidatorSet present, Hash chainId) {
    if (next.epoch() != Math.addExact(present.epoch(), 1)) {
      return Optional.of(
          "the next validators are of epoch %d, the present ones of %d"
              .formatted(next.epoch(), present.epoch()));
    }
    var context = new SigningContext(chainId, present.epoch());
    for (int index : approvals.keySet()) {
      if (index < 0 || index >= present.size()) {
        return Optional.of("approver " + index + " is not among " + present.size());
      }
    }
    if (!present.isQuorum(approvals.keySet())) {
      return Optional.of(
          "approvals of %d of %d have not more than two thirds of the power"
              .formatted(approvals.size(), present.size()));
    }
    for (Map.Entry<Integer, Signature> approval : approvals.entrySet()) {
      Validator approver = present.get(approval.getKey());
      if (!holds(context, MessageType.VALIDATOR_APPROVAL, approver, approval.getValue())) {
        return Optional.of("the approval of " + approver.id() + " does not hold");
      }
    }
    return possessionRefusal(present, new SigningContext(chainId, next.epoch()));
  }

  private Optional<String> possessionRefusal(ValidatorSet present, SigningContext context) {
    for (int k = 0; k < next.size(); k++) {
      Validator validator = next.get(k);
      boolean known =
          present.find(validator.id()).filter(old -> old.key().equals(validator.key())).isPresent();
      Signature possession = possessions.get(k);
      if (known == (possession != null)) {
        return Optional.of(
            known
                ? validator.id() + " keeps its key and needs no proof of it"
                : validator.id() + " has a new key without a proof of possession");
      }
      if (!known && !holds(context, MessageType.KEY_POSSESSION, validator, possession)) {
        return Optional.of("the proof of " + validator.id() + "'s new key does not hold");
      }
    }
    return possessions.isEmpty() || possessions.lastKey() < next.size()
        ? Optional.empty()
        : Optional.of("possession " + possessions.lastKey() + " is of no next validator");
  }

  private boolean holds(
      SigningContext context, MessageType type, Validator validator, Signature signature) {
    byte[] preimage = context.preimage(type, validator.id().value(), next.toBytes());
    return validator.key().verify(preimage, signature);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    next.write(out);
    write(out, approvals);
    write(out, possessions);
    return out.toByteArray();
  }

  private static void write(CanonicalWriter out, SortedMap<Integer, Signature> signatures) {
    out.i32(signatures.size());
    signatures.forEach((index, signature) -> out.i32(index).raw(signature.bytes()));
  }

  public static ValidatorChange ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new ValidatorChange(ValidatorSet.read(in), signatures(in), signatures(in)));
  }

  /** Signers must rise from entry to entry, so that none is counted twice. */
  private static SortedMap<Integer, Signature> signatures(CanonicalReader in) {
    int count = in.count(MAX_SIGNERS, 4 + Signature.BYTES);
    var signatures = new TreeMap<Integer, Signature>();
    for (int k = 0; k < count; k++) {
      int index = in.i32();
      if (!signatures.isEmpty() && signatures.lastKey() >= index) {
        throw new IllegalArgumentException("Signer " + index + " is not in rising order.");
      }
      signatures.put(index, Signature.of(in.raw(Signature.BYTES)));
    }
    return signatures;
  }
}
