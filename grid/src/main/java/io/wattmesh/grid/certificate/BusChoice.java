package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;

/**
 * What the bids of one bus leave open at its price: the steps tied there, and whether the price
 * could move without the dispatch.
 */
final class BusChoice {
  private static final long PICOS = 1_000_000_000_000L;

  private final BusDispatch dispatch = new BusDispatch();
  private long stepWatts;
  private long slopeMicroWatts;
  private long takenMicroWatts;
  private boolean slopeAbove;
  private boolean slopeBelow;

  /** Takes a bus's bids at a price and an injection that they support. */
  void look(BusBids bids, long pricePicos, long injectionWatts) {
    dispatch.atPrice(bids, pricePicos);
    stepWatts = 0;
    slopeAbove = false;
    slopeBelow = false;
    long from = BusBids.lowerEnd(pricePicos);
    long to = BusBids.upperEnd(pricePicos);
    for (int bid = 0; bid < bids.size(); bid++) {
      look(bids.curve(bid), from, to);
    }
    long stepMicroWatts = Math.multiplyExact(stepWatts, CertificateRules.MICRO_WATTS_PER_WATT);
    long room = Math.subtractExact(dispatch.sumHighMicroWatts(), dispatch.sumLowMicroWatts());
    slopeMicroWatts = Math.max(0, room - stepMicroWatts);
    takenMicroWatts =
        Math.subtractExact(
            Math.multiplyExact(injectionWatts, CertificateRules.MICRO_WATTS_PER_WATT),
            dispatch.sumLowMicroWatts());
  }

  private void look(BidCurve curve, long fromPicos, long toPicos) {
    int next = firstPricedFrom(curve, fromPicos);
    for (int k = Math.max(1, next); k < curve.points(); k++) {
      long below = picos(curve, k - 1);
      long above = picos(curve, k);
      if (below > toPicos) {
        return;
      }
      long width = curve.powerWatts(k) - curve.powerWatts(k - 1);
      if (width == 0) {
        continue;
      }
      boolean step = below >= fromPicos && above <= toPicos;
      stepWatts = step ? Math.addExact(stepWatts, width) : stepWatts;
      slopeAbove |= above > toPicos;
      slopeBelow |= below < fromPicos;
    }
  }

  private static int firstPricedFrom(BidCurve curve, long pricePicos) {
    int low = 0;
    int high = curve.points();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (picos(curve, middle) >= pricePicos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long picos(BidCurve curve, int point) {
    return curve.priceMicrosPerMwh(point) * CertificateRules.PICOS_PER_MICRO;
  }

  long stepWatts() {
    return stepWatts;
  }

  long takenWatts() {
    return takenMicroWatts / CertificateRules.MICRO_WATTS_PER_WATT;
  }

  /** Whether a proven share is what the bus takes of its tied steps, within tolerance. */
  boolean hasShare(long sharePicos) {
    if (stepWatts < CertificateRules.LEAST_SHARED_WATTS) {
      return true;
    }
    long fraction = Math.clamp(sharePicos, 0, PICOS);
    // W x pico = pico-W; in micro-W a millionth of that.
    long proven =
        WideMath.mulDivFloor(stepWatts, fraction, PICOS / CertificateRules.MICRO_WATTS_PER_WATT);
    long tolerance =
        Math.addExact(
            2 * CertificateRules.MICRO_WATTS_PER_WATT,
            Math.multiplyExact(stepWatts, CertificateRules.MICRO_WATTS_PER_WATT)
                / CertificateRules.SHARE_PARTS);
    return proven <= takenMicroWatts + tolerance
        && proven >= takenMicroWatts - slopeMicroWatts - tolerance;
  }

  /** Whether a higher price would give another dispatch. */
  boolean keepsFromRising() {
    return slopeAbove || (stepWatts > 0 && takenMicroWatts < dispatchRoom());
  }

  /** Whether a lower price would give another dispatch. */
  boolean keepsFromFalling() {
    return slopeBelow || (stepWatts > 0 && takenMicroWatts > 0);
  }

  private long dispatchRoom() {
    return dispatch.sumHighMicroWatts() - dispatch.sumLowMicroWatts();
  }
}
