package io.wattmesh.proto.model;

import java.util.Objects;

/**
 * What a meter saw in one interval.
 *
 * @param energyJoules net energy injected into the grid, J; negative when withdrawn
 */
public record MeterReading(ParticipantId participant, long interval, long energyJoules) {
  /** The most energy of one reading: 1 TW for a day. */
  public static final long MAX_ENERGY_JOULES = BidCurve.MAX_POWER_WATTS * 86_400L;

  public MeterReading {
    Objects.requireNonNull(participant);
    if (interval < 0 || energyJoules < -MAX_ENERGY_JOULES || energyJoules > MAX_ENERGY_JOULES) {
      throw new IllegalArgumentException(
          "A reading's interval (%d) counts from 0 and its energy (%d J) lies within +-%d J."
              .formatted(interval, energyJoules, MAX_ENERGY_JOULES));
    }
  }
}
