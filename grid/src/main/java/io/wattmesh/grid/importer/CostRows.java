package io.wattmesh.grid.importer;

import io.wattmesh.grid.curve.CostCurve;
import java.util.Arrays;

/** Turns rows of mpc.gencost into convex cost curves. */
final class CostRows {
  private static final int PIECEWISE = 1;
  private static final int POLYNOMIAL = 2;
  private static final int MAX_POINTS = 400;
  private static final int FIRST = 4;

  private CostRows() {}

  /**
   * @param owner whose cost it is, for messages
   */
  static CostCurve read(CaseRow row, String owner, double minMw, double maxMw) {
    row.requireColumns(FIRST + 1);
    int model = row.whole(0, "model", PIECEWISE, POLYNOMIAL);
    int n = row.whole(3, "n", 1, MAX_POINTS);
    row.requireColumns(FIRST + (model == PIECEWISE ? 2 * n : n));
    return model == PIECEWISE
        ? piecewise(row, n, owner, minMw, maxMw)
        : polynomial(row, n, owner, minMw, maxMw);
  }

  private static CostCurve polynomial(
      CaseRow row, int n, String owner, double minMw, double maxMw) {
    double[] c = new double[Math.max(3, n)];
    for (int k = 0; k < n; k++) {
      c[k] = row.finite(FIRST + n - 1 - k, "c" + k);
      if (k > 2 && c[k] != 0) {
        throw row.refuse(
            "c" + k + " = " + c[k] + " of " + owner,
            "polynomial costs go up to the second degree",
            "fit a quadratic or piecewise-linear cost");
      }
    }
    if (c[2] < 0) {
      throw row.refuse(
          "c2 = " + c[2] + " of " + owner,
          "the cost must be convex, so c2 must not be negative",
          "correct it or set it to 0");
    }
    return CostCurve.quadratic(minMw, maxMw, c[2], c[1], c[0]);
  }

  private static CostCurve piecewise(CaseRow row, int n, String owner, double minMw, double maxMw) {
    if (n < 2) {
      throw row.refuse("n = " + n, "a piecewise-linear cost needs two points", "add a point");
    }
    double[] x = new double[n];
    double[] slope = new double[n - 1];
    for (int k = 0; k < n; k++) {
      x[k] = row.finite(FIRST + 2 * k, "p" + (k + 1));
      if (k > 0) {
        double rise = cost(row, k) - cost(row, k - 1);
        slope[k - 1] = rise / (x[k] - x[k - 1]);
        if (!(x[k] > x[k - 1])) {
          throw row.refuse(
              "p" + (k + 1) + " = " + x[k] + " of " + owner,
              "powers must ascend",
              "sort the points");
        }
        // Slopes of one straight cost differ by rounding; only a real fall is refused.
        double slack = k > 1 ? 1e-9 * Math.max(1, Math.abs(slope[k - 2])) : 0;
        if (k > 1 && slope[k - 1] < slope[k - 2] - slack) {
          throw row.refuse(
              "slope " + slope[k - 1] + " after " + slope[k - 2] + " of " + owner,
              "the cost must be convex, so slopes must not fall",
              "correct the points or take their convex hull");
        }
        slope[k - 1] = k > 1 ? Math.max(slope[k - 1], slope[k - 2]) : slope[0];
      }
    }
    return clip(x, slope, cost(row, 0), minMw, maxMw);
  }

  private static double cost(CaseRow row, int k) {
    return row.finite(FIRST + 2 * k + 1, "f" + (k + 1));
  }

  /** The step curve within the generator's bounds; the end slopes go on beyond the points. */
  private static CostCurve clip(
      double[] x, double[] slope, double firstCost, double minMw, double maxMw) {
    double[] power = new double[2 * slope.length];
    double[] price = new double[2 * slope.length];
    double costAtMin = firstCost + (minMw - x[0]) * slope[0];
    for (int k = 0; k < slope.length; k++) {
      double from = k == 0 ? minMw : Math.clamp(x[k], minMw, maxMw);
      double to = k == slope.length - 1 ? maxMw : Math.clamp(x[k + 1], minMw, maxMw);
      power[2 * k] = from;
      power[2 * k + 1] = to;
      price[2 * k] = slope[k];
      price[2 * k + 1] = slope[k];
      if (k > 0) {
        costAtMin += Math.max(0, minMw - x[k]) * (slope[k] - slope[k - 1]);
      }
    }
    int first = 0;
    int last = power.length;
    while (last - first > 2 && power[first + 1] <= minMw) {
      first += 2;
    }
    while (last - first > 2 && power[last - 2] >= maxMw) {
      last -= 2;
    }
    return CostCurve.withFirstCost(
        Arrays.copyOfRange(power, first, last), Arrays.copyOfRange(price, first, last), costAtMin);
  }
}
