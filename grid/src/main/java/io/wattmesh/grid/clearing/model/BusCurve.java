package io.wattmesh.grid.clearing.model;

import io.wattmesh.grid.curve.CostCurve;
import java.util.Arrays;

/**
 * A cost curve in per unit, cut into vertices and segments.
 *
 * <p>Vertex k is an injection at which the price may lie anywhere in [low, high]; segment k leads
 * from vertex k to k + 1, with the price rising linearly from high(k) to low(k + 1). The first
 * vertex reaches down to minus infinity, the last up to plus infinity.
 */
public final class BusCurve {
  private static final double WELL_INSIDE = 0.03;

  /** $/MWh: what rounding may part two prices by. */
  private static final double SAME_PRICE = 1e-6;

  private final double[] power;
  private final double[] low;
  private final double[] high;

  /** Cuts a curve; prices stay in $/MWh, powers are divided by the base. */
  public BusCurve(CostCurve curve, double baseMva) {
    double[] q = new double[curve.size()];
    double[] lo = new double[curve.size()];
    double[] hi = new double[curve.size()];
    int n = 0;
    for (int k = 0; k < curve.size(); k++) {
      double at = curve.powerMw(k) / baseMva;
      if (n > 0 && at <= q[n - 1]) {
        hi[n - 1] = curve.priceUsdPerMwh(k);
      } else {
        q[n] = at;
        lo[n] = curve.priceUsdPerMwh(k);
        hi[n++] = lo[n - 1];
      }
    }
    power = Arrays.copyOf(q, n);
    low = Arrays.copyOf(lo, n);
    high = Arrays.copyOf(hi, n);
    low[0] = Double.NEGATIVE_INFINITY;
    high[n - 1] = Double.POSITIVE_INFINITY;
  }

  /**
   * A curve of given vertices.
   *
   * @param power of each vertex, ascending
   * @param low least price of each vertex but the first
   * @param high greatest price of each vertex but the last
   */
  public BusCurve(double[] power, double[] low, double[] high) {
    this.power = power.clone();
    this.low = low.clone();
    this.high = high.clone();
    this.low[0] = Double.NEGATIVE_INFINITY;
    this.high[power.length - 1] = Double.POSITIVE_INFINITY;
  }

  public int vertices() {
    return power.length;
  }

  public int segments() {
    return power.length - 1;
  }

  /** Injection of a vertex, per unit. */
  public double power(int vertex) {
    return power[vertex];
  }

  /** Least price at a vertex, $/MWh. */
  public double low(int vertex) {
    return low[vertex];
  }

  /** Greatest price at a vertex, $/MWh. */
  public double high(int vertex) {
    return high[vertex];
  }

  /** Width of a segment, per unit, positive. */
  public double width(int segment) {
    return power[segment + 1] - power[segment];
  }

  /** Slope of a segment in $/MWh per unit, zero on a step. */
  public double slope(int segment) {
    return (low[segment + 1] - high[segment]) / width(segment);
  }

  /**
   * The piece that a bus is likely on now that was at a price and an injection before the curve
   * changed a little: the piece at the price, or, where that is a vertex, the segment beside it
   * that the injection is well inside of.
   */
  public int pieceAfter(double price, double injection) {
    int piece = pieceAtPrice(price);
    int beside = pieceAtPower(injection);
    if (piece % 2 == 0 && Math.abs(beside - piece) == 1) {
      int k = beside / 2;
      double fraction = (injection - power[k]) / width(k);
      boolean atItsPrice = price >= high[k] - SAME_PRICE && price <= low[k + 1] + SAME_PRICE;
      double margin = atItsPrice ? 0 : WELL_INSIDE;
      return fraction > margin && fraction < 1 - margin ? beside : piece;
    }
    return piece;
  }

  /** The segment's piece that holds an injection; the nearest if it is beyond the ends. */
  public int pieceAtPower(double injection) {
    int at = Arrays.binarySearch(power, injection);
    int above = at < 0 ? -at - 1 : at;
    return segments() == 0 ? 0 : 2 * Math.clamp(above - 1, 0, segments() - 1) + 1;
  }

  /**
   * The piece that answers a price: 2 k for vertex k, 2 k + 1 for segment k. A price equal to a
   * step's gives that step.
   */
  public int pieceAtPrice(double price) {
    int from = 0;
    int to = power.length - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (high[middle] >= price) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    // Vertex `from` is the first whose high end is not below the price.
    if (from > 0 && price <= low[from]) {
      return 2 * (from - 1) + 1;
    }
    return from < segments() && price == high[from] ? 2 * from + 1 : 2 * from;
  }
}
