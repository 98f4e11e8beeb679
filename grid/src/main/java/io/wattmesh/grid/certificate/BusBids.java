package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;
import java.util.List;

/**
 * The standing bids of one bus, in the order of their participants' ids.
 *
 * <p>Prices of the window methods are in pico-$/MWh; the window around a price is {@link
 * CertificateRules#PRICE_WINDOW_PICOS} to either side. The sum over bids is taken in micro-watts
 * and rounded to watts once, so that a million small bids do not widen the window.
 */
public final class BusBids {
  private static final BusBids NONE = new BusBids(List.of());

  private final BidCurve[] curves;

  /**
   * @param curves one curve a participant, sorted by participant id: the order decides which bid
   *     gets a left-over watt
   */
  public BusBids(List<BidCurve> curves) {
    this.curves = curves.toArray(BidCurve[]::new);
  }

  /** A bus at which nobody bids: it neither injects nor withdraws. */
  public static BusBids none() {
    return NONE;
  }

  public int size() {
    return curves.length;
  }

  public BidCurve curve(int bid) {
    return curves[bid];
  }

  /** The least net injection at the lower end of a price's window, W rounded down. */
  public long lowWatts(long pricePicos) {
    long sum = 0;
    for (BidCurve curve : curves) {
      sum = Math.addExact(sum, CurveResponse.lowMicroWatts(curve, lowerEnd(pricePicos), false));
    }
    return Math.floorDiv(sum, CertificateRules.MICRO_WATTS_PER_WATT);
  }

  /** The greatest net injection at the upper end of a price's window, W rounded up. */
  public long highWatts(long pricePicos) {
    long sum = 0;
    for (BidCurve curve : curves) {
      sum = Math.addExact(sum, CurveResponse.highMicroWatts(curve, upperEnd(pricePicos), true));
    }
    return Math.ceilDiv(sum, CertificateRules.MICRO_WATTS_PER_WATT);
  }

  static long lowerEnd(long pricePicos) {
    return Math.subtractExact(pricePicos, CertificateRules.PRICE_WINDOW_PICOS);
  }

  static long upperEnd(long pricePicos) {
    return Math.addExact(pricePicos, CertificateRules.PRICE_WINDOW_PICOS);
  }
}
