package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The validators of one epoch, sorted by id; a validator is known by its index in this order. A
 * quorum is more than two thirds of the voting power.
 */
public record ValidatorSet(long epoch, List<Validator> validators) {
  private static final int MAX_VALIDATORS = 1024;

  public ValidatorSet {
    validators = List.copyOf(validators);
    if (epoch < 0) {
      throw new IllegalArgumentException("Epochs count from 0, not from %d.".formatted(epoch));
    }
    if (validators.isEmpty() || validators.size() > MAX_VALIDATORS) {
      throw new IllegalArgumentException(
          "An epoch has 1 to %d validators, this has %d."
              .formatted(MAX_VALIDATORS, validators.size()));
    }
    var keys = new HashSet<VerificationKey>();
    for (int k = 0; k < validators.size(); k++) {
      if (k > 0 && validators.get(k - 1).id().compareTo(validators.get(k).id()) >= 0) {
        throw new IllegalArgumentException("Validators must be sorted by id, each once.");
      }
      if (!keys.add(validators.get(k).key())) {
        throw new IllegalArgumentException(
            "Validator " + validators.get(k).id() + " has another validator's key.");
      }
    }
  }

  public int size() {
    return validators.size();
  }

  public Validator get(int index) {
    return validators.get(index);
  }

  /** The validator of this name, if it is of this epoch. */
  public Optional<Validator> find(ParticipantId id) {
    int index = indexOf(id);
    return index < 0 ? Optional.empty() : Optional.of(validators.get(index));
  }

  /** The index of a validator, or -1 if it is not of this epoch. */
  public int indexOf(ParticipantId id) {
    for (int k = 0; k < validators.size(); k++) {
      if (validators.get(k).id().equals(id)) {
        return k;
      }
    }
    return -1;
  }

  public long totalPower() {
    long total = 0;
    for (Validator validator : validators) {
      total = Math.addExact(total, validator.power());
    }
    return total;
  }

  /** Whether these validators, each counted once, have more than two thirds of the power. */
  public boolean isQuorum(Set<Integer> indices) {
    return Math.multiplyExact(3, powerOf(indices)) > Math.multiplyExact(2, totalPower());
  }

  /** Whether these validators have more than one third: at least one of them is honest. */
  public boolean hasHonestMember(Set<Integer> indices) {
    return Math.multiplyExact(3, powerOf(indices)) > totalPower();
  }

  private long powerOf(Set<Integer> indices) {
    long power = 0;
    for (int index : indices) {
      power += validators.get(index).power();
    }
    return power;
  }

  public Hash hash() {
    return Sha256.labelled("wattmesh/validators", toBytes());
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i64(epoch).i32(validators.size());
    for (Validator validator : validators) {
      out.text(validator.id().value()).raw(validator.key().bytes()).i64(validator.power());
    }
  }

  public static ValidatorSet read(CanonicalReader in) {
    return readWithKeys(in, VerificationKey::of);
  }

  /**
   * @param keys makes a key of its 32 bytes, or throws as {@link VerificationKey#of} does; to check
   *     a point takes longer than all the rest, so whoever knows keys already need not do it again
   */
  public static ValidatorSet readWithKeys(
      CanonicalReader in, Function<byte[], VerificationKey> keys) {
    long epoch = in.i64();
    int count = in.count(MAX_VALIDATORS, 4 + 1 + VerificationKey.BYTES + 8);
    var validators = new ArrayList<Validator>(count);
    for (int k = 0; k < count; k++) {
      validators.add(
          new Validator(
              MarketCodec.readParticipant(in),
              keys.apply(in.raw(VerificationKey.BYTES)),
              in.i64()));
    }
    return new ValidatorSet(epoch, validators);
  }
}
