package io.wattmesh.proto.chain;

import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/** A validator of an epoch: its name, its key and its voting power. */
public record Validator(ParticipantId id, VerificationKey key, long power) {
  public Validator {
    Objects.requireNonNull(id);
    Objects.requireNonNull(key);
    if (power <= 0) {
      throw new IllegalArgumentException(
          "Validator " + id + " has voting power " + power + "; it must be positive.");
    }
  }
}
