package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.MarketSchedule;

/**
 * Whether bids are sealed until the books are closed, so that no aggregator sees its bus's bids
 * while it can still act on them.
 *
 * @param revealWindowMillis the last part of the book window, in which bids are revealed and no
 *     books taken; 0 if bids are open
 * @param forfeitMicrosPerMwh what a sealed bid that does not stand in the end costs for each MWh
 *     that the participant's registered devices could move in the interval, micro-tokens
 */
public record SealedBids(long revealWindowMillis, long forfeitMicrosPerMwh) {
  /** Bids are open. */
  public static final SealedBids NONE = new SealedBids(0, 0);

  public SealedBids {
    if (revealWindowMillis < 0
        || forfeitMicrosPerMwh < 0
        || (revealWindowMillis == 0 && forfeitMicrosPerMwh > 0)) {
      throw new IllegalArgumentException(
          ("The window for reveals (%d ms) is not negative, nor is what a sealed bid forfeits (%d"
                  + " micro-$/MWh), which is 0 where bids are open.")
              .formatted(revealWindowMillis, forfeitMicrosPerMwh));
    }
  }

  public boolean isOn() {
    return revealWindowMillis > 0;
  }

  /** What is locked for a sealed bid of a participant, whatever it bids, micro-tokens. */
  public long forfeitMicros(Identity participant, MarketSchedule schedule) {
    long watts = Math.max(Math.abs(participant.minWatts()), Math.abs(participant.maxWatts()));
    return EnergyPayment.ceilMicros(schedule.energyJoules(watts), forfeitMicrosPerMwh);
  }

  /**
   * Requires that books and reveals each have their time, and that a sealed bid forfeits no more
   * than a market's prices can be worth, by which its sums are bounded.
   */
  void requireWithin(MarketSchedule schedule, long priceCapMicrosPerMwh) {
    if (revealWindowMillis >= schedule.bookWindowMillis()
        || forfeitMicrosPerMwh > priceCapMicrosPerMwh) {
      throw new IllegalArgumentException(
          ("The window for reveals (%d ms) is shorter than that for books (%d ms), and what a"
                  + " sealed bid forfeits (%d micro-$/MWh) is at most the price cap (%d).")
              .formatted(
                  revealWindowMillis,
                  schedule.bookWindowMillis(),
                  forfeitMicrosPerMwh,
                  priceCapMicrosPerMwh));
    }
  }

  void write(CanonicalWriter out) {
    out.i64(revealWindowMillis).i64(forfeitMicrosPerMwh);
  }

  static SealedBids read(CanonicalReader in) {
    return new SealedBids(in.i64(), in.i64());
  }
}
