package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A validator as it takes part in an epoch.
 *
 * @param power its voting power
 * @param keyNumber which of its keys it signs with, from 1 for the first that it had
 */
public record ValidatorSeat(ParticipantId id, long power, int keyNumber) {
  /** What every validator's name begins with, and no other role's. */
  static final String PREFIX = "validator-";

  public ValidatorSeat {
    Objects.requireNonNull(id);
    if (power < 1 || keyNumber < 1) {
      throw new IllegalArgumentException(
          "Validator %s has power %d and key number %d; both count from 1."
              .formatted(id, power, keyNumber));
    }
  }

  /** The validators that a scenario of so many begins with, by name. */
  static List<ValidatorSeat> first(int validators) {
    return IntStream.range(0, validators)
        .mapToObj(k -> new ParticipantId(String.format(Locale.ROOT, PREFIX + "%02d", k)))
        .sorted()
        .map(id -> new ValidatorSeat(id, 1, 1))
        .toList();
  }
}
