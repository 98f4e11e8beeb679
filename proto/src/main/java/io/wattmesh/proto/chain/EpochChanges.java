package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Changes of consecutive epochs, oldest first: whoever trusts the validators of the first comes to
 * trust those of the last.
 */
public record EpochChanges(List<EpochChange> changes) {
  /** The most changes in one proof; what leads further is asked for again. */
  public static final int MAX_CHANGES = 1024;

  public static final EpochChanges NONE = new EpochChanges(List.of());

  /** The least that a change takes: two headers, two empty certificates, one validator. */
  private static final int MIN_BYTES = 2 * BlockHeader.BYTES;

  public EpochChanges {
    changes = List.copyOf(changes);
    if (changes.size() > MAX_CHANGES) {
      throw new IllegalArgumentException(
          "A proof has at most %d changes of epochs, this has %d."
              .formatted(MAX_CHANGES, changes.size()));
    }
  }

  /** What is wrong with the first change that does not hold, if any. */
  public Optional<String> refusal(ValidatorSet validators, Hash chainId) {
    ValidatorSet trusted = validators;
    for (EpochChange change : changes) {
      Optional<String> refusal = change.refusal(trusted, chainId);
      if (refusal.isPresent()) {
        return Optional.of("end of epoch " + trusted.epoch() + ": " + refusal.get());
      }
      trusted = change.next();
    }
    return Optional.empty();
  }

  /** The validators that the changes lead to; to be believed only if nothing is wrong. */
  public ValidatorSet last(ValidatorSet validators) {
    return changes.isEmpty() ? validators : changes.getLast().next();
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i32(changes.size());
    changes.forEach(change -> change.write(out));
  }

  /**
   * The epoch that changes lead to, as their canonical bytes claim: 0 if there are none. Of their
   * contents nothing is read but the first one's epoch, so that who knows that epoch can tell
   * cheaply that there is no news.
   */
  public static long claimedEpoch(byte[] bytes) {
    var in = new CanonicalReader(bytes);
    int count = in.count(MAX_CHANGES, MIN_BYTES);
    if (count == 0) {
      return 0;
    }
    long first = in.i64(); // A header begins with its epoch.
    return first > Long.MAX_VALUE - count ? Long.MAX_VALUE : first + count;
  }

  public static EpochChanges read(CanonicalReader in) {
    return readWithKeys(in, VerificationKey::of);
  }

  /** As {@link ValidatorSet#readWithKeys(CanonicalReader, Function)}. */
  public static EpochChanges readWithKeys(
      CanonicalReader in, Function<byte[], VerificationKey> keys) {
    int count = in.count(MAX_CHANGES, MIN_BYTES);
    var changes = new ArrayList<EpochChange>(count);
    for (int k = 0; k < count; k++) {
      changes.add(EpochChange.readWithKeys(in, keys));
    }
    return new EpochChanges(changes);
  }
}
