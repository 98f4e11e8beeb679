package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;

/**
 * What each bid of a bus gets before whole watts are handed out.
 *
 * <p>Bid j may get from lo_j = low_j(lambda - w) to hi_j = high_j(lambda + w). All bids of the bus
 * stand at the same fraction of their ranges, that which makes up the bus's injection:
 *
 * <pre>
 *   phi = (injection - sum lo) / (sum hi - sum lo), held within 0 to 1
 *   q_j = lo_j + phi (hi_j - lo_j)
 * </pre>
 *
 * <p>A bid that is in or out of the money has lo = hi, so only marginal bids share, and equal steps
 * share pro rata. One object is filled for bus after bus, so that a check allocates little.
 */
final class BusDispatch {
  private long[] lowMicroWatts = new long[16];
  private long[] highMicroWatts = new long[16];
  private BusBids bids = BusBids.none();
  private long sumLow;
  private long sumHigh;
  private long numerator;
  private long denominator = 1;

  /** Takes a bus's bids at a price; bus sums beyond 9.2 TW throw ArithmeticException. */
  void atPrice(BusBids busBids, long pricePicos) {
    bids = busBids;
    if (lowMicroWatts.length < bids.size()) {
      lowMicroWatts = new long[bids.size()];
      highMicroWatts = new long[bids.size()];
    }
    long lowerEnd = BusBids.lowerEnd(pricePicos);
    long upperEnd = BusBids.upperEnd(pricePicos);
    sumLow = 0;
    sumHigh = 0;
    for (int bid = 0; bid < bids.size(); bid++) {
      BidCurve curve = bids.curve(bid);
      lowMicroWatts[bid] = CurveResponse.lowMicroWatts(curve, lowerEnd, false);
      highMicroWatts[bid] = CurveResponse.highMicroWatts(curve, upperEnd, true);
      sumLow = Math.addExact(sumLow, lowMicroWatts[bid]);
      sumHigh = Math.addExact(sumHigh, highMicroWatts[bid]);
    }
  }

  int size() {
    return bids.size();
  }

  BidCurve curve(int bid) {
    return bids.curve(bid);
  }

  long sumLowMicroWatts() {
    return sumLow;
  }

  long sumHighMicroWatts() {
    return sumHigh;
  }

  /** The least injection that the price supports, W rounded down. */
  long lowWatts() {
    return Math.floorDiv(sumLow, CertificateRules.MICRO_WATTS_PER_WATT);
  }

  /** The greatest injection that the price supports, W rounded up. */
  long highWatts() {
    return Math.ceilDiv(sumHigh, CertificateRules.MICRO_WATTS_PER_WATT);
  }

  /** Fixes the fraction by the bus's injection, which must lie within lowWatts to highWatts. */
  void atInjection(long injectionWatts) {
    if (injectionWatts < lowWatts() || injectionWatts > highWatts()) {
      throw new IllegalArgumentException(
          "An injection of %d W lies outside %d to %d W, which the bids give at this price."
              .formatted(injectionWatts, lowWatts(), highWatts()));
    }
    long injection = Math.multiplyExact(injectionWatts, CertificateRules.MICRO_WATTS_PER_WATT);
    denominator = Math.max(1, Math.subtractExact(sumHigh, sumLow));
    numerator = Math.clamp(injection, sumLow, sumHigh) - sumLow;
  }

  /** Whether the price leaves a bid a choice. */
  boolean isMarginal(int bid) {
    return highMicroWatts[bid] > lowMicroWatts[bid];
  }

  /** A bid's share q_j, micro-W rounded down. */
  long microWatts(int bid) {
    long low = lowMicroWatts[bid];
    return low + WideMath.mulDivFloor(highMicroWatts[bid] - low, numerator, denominator);
  }

  /** What rounding took from {@link #microWatts}, in units of 1/(sum hi - sum lo) micro-W. */
  long remainder(int bid) {
    long range = highMicroWatts[bid] - lowMicroWatts[bid];
    return WideMath.mulMod(range, numerator, denominator);
  }
}
