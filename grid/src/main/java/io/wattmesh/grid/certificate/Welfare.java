package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;
import java.util.List;

/**
 * The welfare of a dispatch: what buyers would at most have paid less what sellers would at least
 * have asked, per hour at the awarded power.
 *
 * <p>A bid's cost is the integral of its marginal price from 0 to its award. Where a curve does not
 * reach 0, its first price (or last, for a withdrawal) goes on flat to 0: what must run or be
 * served counts as one block at that price. A fixed power made by {@link BidCurve#fixed} is priced
 * 0 and adds nothing.
 */
public final class Welfare {
  /** Areas are kept doubled, in W x micro-$/MWh = pico-$/h, so that triangles stay integers. */
  private static final long TWICE_PICOS_PER_MICRO = 2 * CertificateRules.PICOS_PER_MICRO;

  private Welfare() {}

  /**
   * The welfare of all bids at their awards, micro-$/h rounded down.
   *
   * @param bids the bids of each bus
   * @param awards the awards of each bus, W, as {@link Awards#at} gives them
   * @throws IllegalArgumentException if an award lies outside its curve
   */
  public static long microsPerHour(List<BusBids> bids, List<long[]> awards) {
    var twiceCost = new Int128();
    for (int bus = 0; bus < bids.size(); bus++) {
      BusBids busBids = bids.get(bus);
      for (int bid = 0; bid < busBids.size(); bid++) {
        twiceCost.add(twiceCost(busBids.curve(bid), awards.get(bus)[bid]));
      }
    }
    return twiceCost.negate().floorDivide(TWICE_PICOS_PER_MICRO).toLongExact();
  }

  private static Int128 twiceCost(BidCurve curve, long awardWatts) {
    if (awardWatts < curve.minWatts() || awardWatts > curve.maxWatts()) {
      throw new IllegalArgumentException(
          "An award of %d W lies outside its curve of %d to %d W."
              .formatted(awardWatts, curve.minWatts(), curve.maxWatts()));
    }
    long nearestToZero = Math.clamp(0L, curve.minWatts(), curve.maxWatts());
    int end = nearestToZero > 0 ? 0 : curve.points() - 1;
    return twiceAreaTo(curve, awardWatts)
        .add(twiceAreaTo(curve, nearestToZero).negate())
        .addProduct(2 * nearestToZero, curve.priceMicrosPerMwh(end));
  }

  /** Twice the area under the curve from its first point to a power on it. */
  private static Int128 twiceAreaTo(BidCurve curve, long watts) {
    var area = new Int128();
    for (int k = 1; k < curve.points() && curve.powerWatts(k - 1) < watts; k++) {
      long width = curve.powerWatts(k) - curve.powerWatts(k - 1);
      if (width == 0) {
        continue; // a vertical piece has no area
      }
      long rise = curve.priceMicrosPerMwh(k) - curve.priceMicrosPerMwh(k - 1);
      long run = Math.min(width, watts - curve.powerWatts(k - 1));
      area.addProduct(2 * run, curve.priceMicrosPerMwh(k - 1));
      area.add(new Int128().addProduct(run, rise).multiply(run).floorDivide(width));
    }
    return area;
  }
}
