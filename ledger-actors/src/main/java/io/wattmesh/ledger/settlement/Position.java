package io.wattmesh.ledger.settlement;

import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/**
 * What one participant was awarded and delivered in an interval.
 *
 * @param collateralMicros what was locked for the bid
 */
record Position(
    ParticipantId participant,
    int bus,
    Hash bidDigest,
    long collateralMicros,
    long priceMicrosPerMwh,
    long awardedJoules,
    long deliveredJoules) {
  /** What the award pays; negative when the participant pays. */
  long paymentMicros() {
    return EnergyPayment.floorMicros(awardedJoules, priceMicrosPerMwh);
  }

  /** What the deviation pays by its price; negative when the participant pays. */
  long deviationMicros(long partsPerMillion) {
    return deviationMicros(awardedJoules, deliveredJoules, priceMicrosPerMwh, partsPerMillion);
  }

  static long deviationMicros(
      long awardedJoules, long deliveredJoules, long priceMicrosPerMwh, long partsPerMillion) {
    long deviationJoules = Math.subtractExact(deliveredJoules, awardedJoules);
    return EnergyPayment.floorMicros(
        deviationJoules,
        DeviationPrice.microsPerMwh(deviationJoules, priceMicrosPerMwh, partsPerMillion));
  }

  /** Credits are minted for energy that was really injected. */
  long creditsJoules() {
    return Math.max(0, deliveredJoules);
  }
}
