package io.wattmesh.grid.clearing.active;

import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;

/**
 * Checks the signs of an active set's solution and corrects the set where they are wrong.
 *
 * <p>The correction is that of a primal-dual active set method (Hintermueller, Ito, Kunisch, SIAM
 * J. Optim. 2003): a bus goes to the piece its price or injection points to, a line takes or leaves
 * its limit. On pure step bids it may cycle, so callers bound the number of corrections.
 */
public final class SetCheck {
  /**
   * $/MWh per unit: on a steeper segment, which small devices have, an injection that is right to
   * the power tolerance leaves the price wrong by more than what makes a step marginal. There the
   * price tells whether the end was passed.
   */
  private static final double STEEP = 400;

  private final RegionModel model;
  private final boolean ownedLinesOnly;
  private final double powerTolerance;
  private final double priceTolerance;

  /**
   * @param ownedLinesOnly whether tie lines of other regions are left out
   * @param powerTolerance per unit
   * @param priceTolerance $/MWh
   */
  public SetCheck(
      RegionModel model, boolean ownedLinesOnly, double powerTolerance, double priceTolerance) {
    this.model = model;
    this.ownedLinesOnly = ownedLinesOnly;
    this.powerTolerance = powerTolerance;
    this.priceTolerance = priceTolerance;
  }

  /**
   * Corrects the set at a point.
   *
   * @return how many buses and lines had a wrong sign; zero means that the point is optimal
   */
  public int correct(ActiveSet set, KktPoint point) {
    int wrong = 0;
    for (int i = 0; i < model.own; i++) {
      wrong += correctBus(set, point, i) ? 1 : 0;
    }
    for (int l = 0; l < model.lines; l++) {
      if (model.owned[l] || !ownedLinesOnly) {
        wrong += correctLine(set, point, l) ? 1 : 0;
      }
    }
    return wrong;
  }

  private boolean correctBus(ActiveSet set, KktPoint point, int i) {
    int k = set.piece(i) / 2;
    BusCurve curve = model.curve[i];
    double price = point.price[i];
    if (set.piece(i) % 2 == 0) {
      if (price > curve.high(k) + priceTolerance) {
        set.setPiece(i, Math.max(2 * k + 1, firstStepUp(curve, k, price)));
        return true;
      }
      if (price < curve.low(k) - priceTolerance) {
        set.setPiece(i, Math.min(2 * k - 1, firstStepDown(curve, k, price)));
        return true;
      }
      return false;
    }
    boolean steep = curve.slope(k) > STEEP;
    boolean above =
        point.injection[i] > curve.power(k + 1) + powerTolerance
            || (steep && price > curve.low(k + 1) + priceTolerance);
    boolean below =
        point.injection[i] < curve.power(k) - powerTolerance
            || (steep && price < curve.high(k) - priceTolerance);
    if (above || below) {
      int neighbour = above ? 2 * k + 2 : 2 * k;
      boolean step = curve.slope(k) == 0;
      set.setPiece(i, step ? neighbour : towards(curve, price, neighbour, above));
      return true;
    }
    return false;
  }

  /** The piece at the price, but no step is jumped over: a step on the way is where to stop. */
  private static int firstStepUp(BusCurve curve, int vertex, double price) {
    int goal = curve.pieceAtPrice(price);
    for (int k = vertex; 2 * k + 1 < goal; k++) {
      if (curve.slope(k) == 0) {
        return 2 * k + 1;
      }
    }
    return goal;
  }

  private static int firstStepDown(BusCurve curve, int vertex, double price) {
    int goal = curve.pieceAtPrice(price);
    for (int k = vertex - 1; 2 * k + 1 > goal; k--) {
      if (curve.slope(k) == 0) {
        return 2 * k + 1;
      }
    }
    return goal;
  }

  private static int towards(BusCurve curve, double price, int neighbour, boolean up) {
    int goal =
        up ? firstStepUp(curve, neighbour / 2, price) : firstStepDown(curve, neighbour / 2, price);
    return up ? Math.max(neighbour, goal) : Math.min(neighbour, goal);
  }

  private boolean correctLine(ActiveSet set, KktPoint point, int l) {
    double flow = model.flow(l, point.angle);
    int side = set.side(l);
    int right = side;
    if (side != 0 && model.flowMin[l] == model.flowMax[l]) {
      // A flow that can't move has a dual of either sign.
      return false;
    }
    if (side == 0) {
      right = flow > model.flowMax[l] + powerTolerance ? 1 : right;
      right = flow < model.flowMin[l] - powerTolerance ? -1 : right;
    } else if (side * point.lineDual[l] < -priceTolerance) {
      right = 0;
    }
    set.setSide(l, right);
    return right != side;
  }
}
