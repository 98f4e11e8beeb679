package io.wattmesh.grid.clearing.model;

import io.wattmesh.grid.clearing.linear.PairLdl;
import java.util.Arrays;

/**
 * The Newton equations of a region's KKT system in (angle, price) pairs.
 *
 * <p>Two uses. <em>Local</em>: all tie lines count, each far end has an angle but no price, and the
 * tie lines are pulled to targets ({@link TieProximal}). <em>Shared</em>: only owned tie lines
 * count and far ends are full buses, so that the regions' equations add up to the network's.
 *
 * <p>Angle row: sum A b (dlambda_f - dlambda_t + dmu) = -residual. Price row: sum A b (dtheta_f -
 * dtheta_t) - dq = residual of the balance. Both with dq and dmu replaced by a {@link
 * Linearisation}.
 */
public final class KktEquations {
  /**
   * Added to every own bus's pair so that the matrix is quasi-definite. Residuals are those of the
   * equations without it, so it moves no solution, only the rate of refinement.
   */
  private static final double REGULARISATION = 1e-9;

  /** Weight of the anchor's angle; any positive value gives angle zero. */
  private static final double ANCHOR_WEIGHT = 1.0;

  private final RegionModel model;
  private final boolean shared;
  private final TieProximal proximal;

  private KktEquations(RegionModel model, boolean shared, TieProximal proximal) {
    this.model = model;
    this.shared = shared;
    this.proximal = proximal;
  }

  /** The equations of the region alone, its ties pulled to targets. */
  public static KktEquations local(RegionModel model, TieProximal proximal) {
    return new KktEquations(model, false, proximal);
  }

  /** The region's share of the whole network's equations. */
  public static KktEquations shared(RegionModel model) {
    return new KktEquations(model, true, new TieProximal(model.lines - model.inner));
  }

  /** Whether a line is part of these equations. */
  public boolean counts(int line) {
    return !shared || model.owned[line];
  }

  private boolean priced(int bus) {
    return shared || bus < model.own;
  }

  /** Adds the matrix to a factorisation whose first vertices are the model's buses. */
  public void assemble(PairLdl matrix, Linearisation linear) {
    for (int i = 0; i < model.own; i++) {
      double anchor = model.anchored[i] ? ANCHOR_WEIGHT : 0;
      matrix.addDiagonal(i, anchor + REGULARISATION, 0, -linear.response[i] - REGULARISATION);
    }
    for (int i = model.own; !shared && i < model.all; i++) {
      matrix.addDiagonal(i, REGULARISATION, 0, -1);
    }
    for (int l = 0; l < model.lines; l++) {
      if (counts(l)) {
        assembleLine(matrix, linear, l);
      }
    }
  }

  private void assembleLine(PairLdl matrix, Linearisation linear, int l) {
    int f = model.from[l];
    int t = model.to[l];
    double b = model.b[l];
    double stiff = linear.stiffness[l];
    double mean = 0;
    if (l >= model.inner) {
      stiff += proximal.flowWeight[l - model.inner];
      mean = proximal.meanWeight[l - model.inner] / 4;
    }
    double k = b * b * stiff;
    double bf = priced(f) ? b : 0;
    double bt = priced(t) ? b : 0;
    matrix.addDiagonal(f, k + mean, bf, 0);
    matrix.addDiagonal(t, k + mean, bt, 0);
    matrix.add(f, t, mean - k, -bt, -bf, 0);
  }

  /** Fills the right-hand side of a Newton step at a point; entries beyond the model's stay. */
  public void rightHandSide(double[] x, KktPoint point, Linearisation linear) {
    Arrays.fill(x, 0, 2 * model.all, 0);
    for (int i = 0; i < model.own; i++) {
      x[2 * i] = model.anchored[i] ? -ANCHOR_WEIGHT * point.angle[i] : 0;
      x[2 * i + 1] = point.injection[i] + linear.injectionShift[i];
    }
    for (int l = 0; l < model.lines; l++) {
      if (counts(l)) {
        lineResidual(x, point, linear, l);
      }
    }
  }

  /** Fills the right-hand side that the shifts of a linearisation alone make. */
  public void shiftSide(double[] x, Linearisation linear) {
    Arrays.fill(x, 0, 2 * model.all, 0);
    for (int i = 0; i < model.own; i++) {
      x[2 * i + 1] = linear.injectionShift[i];
    }
    for (int l = 0; l < model.lines; l++) {
      if (counts(l)) {
        x[2 * model.from[l]] -= model.b[l] * linear.dualShift[l];
        x[2 * model.to[l]] += model.b[l] * linear.dualShift[l];
      }
    }
  }

  private void lineResidual(double[] x, KktPoint point, Linearisation linear, int l) {
    int f = model.from[l];
    int t = model.to[l];
    double flow = model.flow(l, point.angle);
    double priceDifference = (priced(f) ? point.price[f] : 0) - (priced(t) ? point.price[t] : 0);
    double pull = priceDifference + point.lineDual[l] + linear.dualShift[l];
    double meanPull = 0;
    if (l >= model.inner) {
      int tie = l - model.inner;
      double mean = 0.5 * (point.angle[f] + point.angle[t]);
      pull += proximal.flowWeight[tie] * (flow - proximal.flowTarget[tie]);
      meanPull = 0.5 * proximal.meanWeight[tie] * (mean - proximal.meanTarget[tie]);
    }
    x[2 * f] -= model.b[l] * pull + meanPull;
    x[2 * t] -= -model.b[l] * pull + meanPull;
    if (priced(f)) {
      x[2 * f + 1] -= flow;
    }
    if (priced(t)) {
      x[2 * t + 1] += flow;
    }
  }

  /** Moves a point by a step in (angle, price) pairs and what follows from it. */
  public void apply(KktPoint point, double[] step, Linearisation linear) {
    for (int l = 0; l < model.lines; l++) {
      if (counts(l)) {
        point.lineDual[l] += linear.stiffness[l] * flowStep(l, step) + linear.dualShift[l];
      }
    }
    for (int i = 0; i < model.all; i++) {
      point.angle[i] += step[2 * i];
      point.price[i] += priced(i) ? step[2 * i + 1] : 0;
    }
    for (int i = 0; i < model.own; i++) {
      point.injection[i] += linear.response[i] * step[2 * i + 1] + linear.injectionShift[i];
    }
  }

  /** Step of a line's flow, per unit, under a step in (angle, price) pairs. */
  public double flowStep(int line, double[] step) {
    return model.b[line] * (step[2 * model.from[line]] - step[2 * model.to[line]]);
  }
}
