package io.wattmesh.grid.clearing.active;

import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;

/**
 * A guess of which piece of its curve each bus is on and which lines are at a limit.
 *
 * <p>Piece 2 k is vertex k of a bus's curve (injection fixed, price free), piece 2 k + 1 is segment
 * k (price tied to injection). A line's side is +1 at its maximum, -1 at its minimum, 0 between.
 */
public final class ActiveSet {
  /** Rounding errors that a flow is made of, with some to spare. */
  private static final double ROUNDINGS = 4;

  private final RegionModel model;
  private final int[] piece;
  private final int[] side;
  private final double slopeFloor;
  private final double compliance;
  private final double solverSlopeFloor;
  private final double idleGap;

  /**
   * @param model the region
   * @param slopeFloor least slope in $/MWh per unit that steps are given; zero keeps them flat
   * @param solverSlopeFloor least slope that the linear solver sees; refinement removes its effect
   * @param compliance of a line held at its limit, per unit per $/MWh; refinement removes its
   *     effect
   * @param idleGap $/MWh that a step's price may be missed by before its injection moves: where
   *     prices of many steps are tied to each other, some miss theirs by next to nothing for ever
   */
  public ActiveSet(
      RegionModel model,
      double slopeFloor,
      double solverSlopeFloor,
      double compliance,
      double idleGap) {
    this.model = model;
    this.piece = new int[model.own];
    this.side = new int[model.lines];
    this.slopeFloor = slopeFloor;
    this.compliance = compliance;
    this.solverSlopeFloor = Math.max(slopeFloor, solverSlopeFloor);
    this.idleGap = idleGap;
  }

  public int piece(int bus) {
    return piece[bus];
  }

  public void setPiece(int bus, int value) {
    piece[bus] = value;
  }

  public int side(int line) {
    return side[line];
  }

  public void setSide(int line, int value) {
    side[line] = value;
  }

  /** Takes over another set of the same region. */
  public void copyFrom(ActiveSet other) {
    System.arraycopy(other.piece, 0, piece, 0, piece.length);
    System.arraycopy(other.side, 0, side, 0, side.length);
  }

  /** Whether another set of the same region makes the same guess. */
  public boolean sameAs(ActiveSet other) {
    return Arrays.equals(piece, other.piece) && Arrays.equals(side, other.side);
  }

  /** Fills the linear answers that this set gives at a point, for lines that count. */
  public void linearise(KktPoint point, Linearisation linear) {
    for (int i = 0; i < model.own; i++) {
      BusCurve curve = model.curve[i];
      int k = piece[i] / 2;
      if (piece[i] % 2 == 0) {
        linear.response[i] = 0;
        linear.injectionShift[i] = curve.power(k) - point.injection[i];
      } else {
        double slope = curve.slope(k);
        double solverSlope = Math.max(slope, solverSlopeFloor);
        linear.response[i] = 1 / solverSlope;
        double gap = priceGap(point, i, k, slope);
        boolean idle = slope == 0 && Math.abs(gap) <= idleGap;
        linear.injectionShift[i] = idle ? 0 : -gap / solverSlope;
      }
    }
    for (int l = 0; l < model.lines; l++) {
      if (side[l] == 0) {
        linear.stiffness[l] = 0;
        linear.dualShift[l] = -point.lineDual[l];
      } else {
        double limit = side[l] > 0 ? model.flowMax[l] : model.flowMin[l];
        linear.stiffness[l] = 1 / compliance;
        linear.dualShift[l] = excess(point, l, limit) / compliance;
      }
    }
  }

  /**
   * What a held line's flow is away from its limit, as far as that can be told: rounding of large
   * angles over stiff lines would otherwise shake the duals for ever.
   */
  private double excess(KktPoint point, int line, double limit) {
    double excess = model.flow(line, point.angle) - limit;
    double largest =
        Math.abs(point.angle[model.from[line]]) + Math.abs(point.angle[model.to[line]]);
    double rounding = Math.abs(model.b[line]) * Math.ulp(largest);
    return Math.abs(excess) <= ROUNDINGS * rounding ? 0 : excess;
  }

  /** Marginal cost at the bus's injection less its price. */
  private double priceGap(KktPoint point, int bus, int segment, double slope) {
    BusCurve curve = model.curve[bus];
    double along = point.injection[bus] - curve.power(segment);
    return curve.high(segment) + Math.max(slope, slopeFloor) * along - point.price[bus];
  }

  /** The largest error of the set's own equations: prices on segments, flows at limits. */
  public double equationError(KktPoint point, boolean ownedLinesOnly) {
    double worst = 0;
    for (int i = 0; i < model.own; i++) {
      int k = piece[i] / 2;
      double error =
          piece[i] % 2 == 0
              ? model.curve[i].power(k) - point.injection[i]
              : priceGap(point, i, k, model.curve[i].slope(k));
      worst = Math.max(worst, Math.abs(error));
    }
    for (int l = 0; l < model.lines; l++) {
      if (side[l] != 0 && (model.owned[l] || !ownedLinesOnly)) {
        double limit = side[l] > 0 ? model.flowMax[l] : model.flowMin[l];
        worst = Math.max(worst, Math.abs(model.flow(l, point.angle) - limit));
      }
    }
    return worst;
  }
}
