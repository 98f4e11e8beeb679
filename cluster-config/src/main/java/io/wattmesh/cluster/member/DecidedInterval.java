package io.wattmesh.cluster.member;

import io.wattmesh.market.message.ToProsumer.AwardTold;

/**
 * What came of an interval, kept small: a node keeps all of them.
 *
 * @param voided whether nothing was awarded and no price holds
 * @param settlementPricesMicrosPerMwh by the buses' places
 * @param awardsWatts by the participants' places
 * @param scheduledWatts what of the bids was scheduled, by the participants' places
 */
@SuppressWarnings("ArrayRecordComponent") // Read by place, never compared.
record DecidedInterval(
    long interval,
    boolean voided,
    long[] settlementPricesMicrosPerMwh,
    long[] awardsWatts,
    long[] scheduledWatts) {
  private static final long[] NONE = {};

  static DecidedInterval voided(long interval) {
    return new DecidedInterval(interval, true, NONE, NONE, NONE);
  }

  /** What a participant is told. */
  AwardTold award(int seat, int place) {
    return voided
        ? new AwardTold(interval, 0, 0, true)
        : new AwardTold(
            interval,
            awardsWatts[seat],
            settlementPricesMicrosPerMwh[place],
            false,
            scheduledWatts[seat]);
  }
}
