package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;

/**
 * How a bid curve answers a price, and what it asks for a power, in millionths of a watt.
 *
 * <p>A whole watt is too coarse here: a household's answer moves by less than a watt over a price
 * change that matters to a million of them.
 */
final class CurveResponse {
  private CurveResponse() {}

  /** The least power that is a best answer to a price, micro-W, rounded down or up. */
  static long lowMicroWatts(BidCurve curve, long pricePicos, boolean up) {
    return between(curve, firstPricedFrom(curve, pricePicos), pricePicos, up);
  }

  /** The greatest power that is a best answer to a price, micro-W, rounded down or up. */
  static long highMicroWatts(BidCurve curve, long pricePicos, boolean up) {
    // Prices are integers: the first vertex above a price is the first from the next price on.
    return between(curve, firstPricedFrom(curve, pricePicos + 1), pricePicos, up);
  }

  /** The first vertex with at least this price; the number of points if there is none. */
  private static int firstPricedFrom(BidCurve curve, long pricePicos) {
    int low = 0;
    int high = curve.points();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pricePicos(curve, middle) >= pricePicos) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long between(BidCurve curve, int next, long pricePicos, boolean up) {
    if (next == 0) {
      return microWatts(curve, 0);
    }
    if (next == curve.points()) {
      return microWatts(curve, next - 1);
    }
    long widthWatts = curve.powerWatts(next) - curve.powerWatts(next - 1);
    long riseMicros = curve.priceMicrosPerMwh(next) - curve.priceMicrosPerMwh(next - 1);
    long runPicos = pricePicos - pricePicos(curve, next - 1);
    // W x pico / micro = micro-W.
    return microWatts(curve, next - 1) + mulDiv(widthWatts, runPicos, riseMicros, up);
  }

  /**
   * The marginal price just above a power, pico-$/MWh rounded down.
   *
   * @param microWatts a power from the curve's first point to below its last
   */
  static long priceAbovePicos(BidCurve curve, long microWatts) {
    int next = firstPoweredFrom(curve, microWatts + 1);
    return priceOnPiece(curve, next, microWatts, false);
  }

  /**
   * The marginal price just below a power, pico-$/MWh rounded up.
   *
   * @param microWatts a power from above the curve's first point to its last
   */
  static long priceBelowPicos(BidCurve curve, long microWatts) {
    int next = firstPoweredFrom(curve, microWatts);
    return priceOnPiece(curve, next, microWatts, true);
  }

  /** The first vertex with at least this power; the number of points if there is none. */
  private static int firstPoweredFrom(BidCurve curve, long microWatts) {
    int low = 0;
    int high = curve.points();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (microWatts(curve, middle) >= microWatts) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long priceOnPiece(BidCurve curve, int next, long microWatts, boolean up) {
    long widthWatts = curve.powerWatts(next) - curve.powerWatts(next - 1);
    long riseMicros = curve.priceMicrosPerMwh(next) - curve.priceMicrosPerMwh(next - 1);
    long runMicroWatts = microWatts - microWatts(curve, next - 1);
    // micro-W x micro / W = pico.
    return pricePicos(curve, next - 1) + mulDiv(runMicroWatts, riseMicros, widthWatts, up);
  }

  private static long mulDiv(long a, long b, long c, boolean up) {
    return up ? WideMath.mulDivCeil(a, b, c) : WideMath.mulDivFloor(a, b, c);
  }

  private static long pricePicos(BidCurve curve, int point) {
    return curve.priceMicrosPerMwh(point) * CertificateRules.PICOS_PER_MICRO;
  }

  private static long microWatts(BidCurve curve, int point) {
    return curve.powerWatts(point) * CertificateRules.MICRO_WATTS_PER_WATT;
  }
}
