package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The rule for prices that are not unique as a market of its own: of all prices that support the
 * dispatch, those nearest to reference prices, by the sum of squared differences.
 *
 * <p>The optimality conditions of that choice are those of a market on the same network whose
 * injections pull prices away from their reference: the price of bus i is reference_i + PULL * s_i,
 * held within what supports its dispatch, where s_i is what it injects. A line at its limit lets
 * nothing pass in the direction in which a larger dual would pull; other lines pass anything, and
 * their dual stays zero. What flows has no meaning but to prove the choice.
 */
final class PriceProblem {
  /** $/MWh per unit of injection: brings injections near unit size. */
  static final double PULL = 100;

  /** $/MWh: what the pulls' solution may be away from the end of a range. */
  private static final double PRICE_MARGIN = 1e-5;

  /** Per unit: no price is pulled this far. */
  private static final double FAR = 1e4;

  final RegionModel model;
  private final KktPoint start;
  private final double[][] range;

  /**
   * @param reference the reference price of a bus number, $/MWh
   */
  PriceProblem(RegionModel market, KktPoint optimum, IntToDoubleFunction reference) {
    OptimalFace face = new OptimalFace(market, optimum);
    range = new double[market.own][];
    BusCurve[] curves = new BusCurve[market.own];
    for (int i = 0; i < market.own; i++) {
      range[i] = face.priceRange(i);
      curves[i] = curve(range[i], reference.applyAsDouble(market.busNumber[i]));
    }
    double[] flowMin = new double[market.lines];
    double[] flowMax = new double[market.lines];
    for (int l = 0; l < market.lines; l++) {
      flowMin[l] = face.atMinimum(l) ? 0 : Double.NEGATIVE_INFINITY;
      flowMax[l] = face.atMaximum(l) ? 0 : Double.POSITIVE_INFINITY;
    }
    model = market.with(curves, new double[market.lines], flowMin, flowMax);
    start = new KktPoint(model);
    System.arraycopy(optimum.price, 0, start.price, 0, start.price.length);
    System.arraycopy(optimum.lineDual, 0, start.lineDual, 0, start.lineDual.length);
  }

  private static BusCurve curve(double[] range, double reference) {
    if (range[0] == range[1]) {
      return new BusCurve(new double[] {-FAR, FAR}, range, range);
    }
    int n = 2 + (Double.isFinite(range[0]) ? 1 : 0) + (Double.isFinite(range[1]) ? 1 : 0);
    double[] power = new double[n];
    double[] price = new double[n];
    int k = 0;
    if (Double.isFinite(range[0])) {
      power[k] = -FAR;
      price[k++] = range[0];
    }
    // The ends as they are: reckoned back from the power, an end could miss its step by rounding,
    // which would then have a slope and be jumped over where nothing else holds the price.
    power[k] = Double.isFinite(range[0]) ? (range[0] - reference) / PULL : -FAR;
    price[k] = Double.isFinite(range[0]) ? range[0] : reference - PULL * FAR;
    k++;
    power[k] = Double.isFinite(range[1]) ? (range[1] - reference) / PULL : FAR;
    price[k] = Double.isFinite(range[1]) ? range[1] : reference + PULL * FAR;
    k++;
    if (Double.isFinite(range[1])) {
      power[k] = FAR;
      price[k] = range[1];
    }
    return new BusCurve(power, price, price);
  }

  KktPoint start() {
    return start;
  }

  /** Fills the guess that the optimum itself suggests. */
  void guess(ActiveSet set) {
    for (int i = 0; i < model.own; i++) {
      set.setPiece(i, model.curve[i].pieceAtPrice(start.price[i]));
    }
    for (int l = 0; l < model.lines; l++) {
      set.setSide(l, (int) Math.signum(start.lineDual[l]));
    }
  }

  /**
   * Fills the guess of the market that the choice amounts to: a price at the end of its range is
   * the price of the segment that begins there, one inside belongs to a vertex.
   *
   * @param chosen the market's point with the prices chosen
   * @param proof this problem's solution
   */
  void guessMarket(RegionModel market, KktPoint chosen, KktPoint proof, ActiveSet set) {
    for (int i = 0; i < market.own; i++) {
      set.setPiece(i, piece(market.curve[i], i, chosen));
    }
    for (int l = 0; l < market.lines; l++) {
      set.setSide(l, Math.abs(proof.lineDual[l]) > 0 ? (int) Math.signum(proof.lineDual[l]) : 0);
    }
  }

  private int piece(BusCurve curve, int bus, KktPoint chosen) {
    for (int k = 0; k < curve.vertices(); k++) {
      if (Math.abs(chosen.injection[bus] - curve.power(k)) <= OptimalFace.POWER_MARGIN) {
        if (k > 0 && chosen.price[bus] <= curve.low(k) + PRICE_MARGIN) {
          return 2 * k - 1;
        }
        boolean atHigh = chosen.price[bus] >= curve.high(k) - PRICE_MARGIN;
        return k < curve.segments() && atHigh ? 2 * k + 1 : 2 * k;
      }
    }
    return curve.pieceAtPower(chosen.injection[bus]);
  }

  /** Whether another problem of the same region leaves the same prices and lines open. */
  boolean sameAs(PriceProblem other) {
    return Arrays.deepEquals(range, other.range)
        && Arrays.equals(model.flowMin, other.model.flowMin)
        && Arrays.equals(model.flowMax, other.model.flowMax);
  }
}
