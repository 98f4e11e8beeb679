package io.wattmesh.grid.importer;

import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.DcModel;
import java.util.OptionalDouble;
import java.util.Set;

/** Turns rows of mpc.branch into branches of a DC model. */
final class BranchRows {
  private static final int LEAST_COLUMNS = 11;
  private static final int MAX_BUS_NUMBER = 999_999_999;
  private static final double NO_ANGLE_LIMIT_DEGREES = 360;
  private static final double LEAST_REACTANCE = 1e-9;

  private final DcModel model;
  private final double base;
  private final Set<Integer> buses;
  private final OptionalDouble angleLimitDegrees;

  /**
   * @param buses the numbers that a branch may name
   * @param angleLimitDegrees if present, in place of the rows' own angle limits
   */
  BranchRows(DcModel model, double base, Set<Integer> buses, OptionalDouble angleLimitDegrees) {
    this.model = model;
    this.base = base;
    this.buses = buses;
    this.angleLimitDegrees = angleLimitDegrees;
  }

  Branch read(CaseRow row, int index) {
    row.requireColumns(LEAST_COLUMNS);
    int from = end(row, 0, "fbus");
    int to = end(row, 1, "tbus");
    if (from == to) {
      throw row.refuse(
          "fbus = tbus = " + from, "a branch joins two buses", "correct one end or remove it");
    }
    double rating = row.values()[5];
    if (!(rating >= 0)) {
      throw row.refuse(
          "rateA = " + rating, "must not be negative (0 means unlimited)", "correct column 6");
    }
    double limit = rating == 0 ? Double.POSITIVE_INFINITY : rating;
    boolean matpower = model == DcModel.MATPOWER;
    double susceptance = base * (matpower ? tapped(row) : series(row));
    double shift = matpower ? Math.toRadians(row.finite(9, "angle")) : 0;
    double[] angles = angleFlows(row, susceptance, shift);
    double min = Math.max(-limit, angles[0]);
    double max = Math.min(limit, angles[1]);
    if (min > max) {
      throw row.refuse(
          "flow from " + min + " to " + max + " MW",
          "rateA and the angle limits contradict each other",
          "widen one of them");
    }
    boolean inService = row.finite(10, "status") > 0;
    return new Branch(index, from, to, susceptance, shift, min, max, inService);
  }

  private int end(CaseRow row, int column, String name) {
    int bus = row.whole(column, name, 1, MAX_BUS_NUMBER);
    if (!buses.contains(bus)) {
      throw row.refuse(
          name + " = " + bus, "no such bus in mpc.bus", "correct column " + (column + 1));
    }
    return bus;
  }

  private static double tapped(CaseRow row) {
    double ratio = row.finite(8, "ratio");
    return 1 / (reactance(row) * (ratio == 0 ? 1 : ratio));
  }

  private static double series(CaseRow row) {
    double r = row.finite(2, "r");
    double x = reactance(row);
    return x / (r * r + x * x);
  }

  private static double reactance(CaseRow row) {
    double x = row.finite(3, "x");
    if (Math.abs(x) < LEAST_REACTANCE) {
      throw row.refuse(
          "x = " + x,
          "a branch needs a reactance of at least 1e-9 per unit",
          "merge its two buses or give it a small reactance");
    }
    return x;
  }

  /** Angle-difference limits as flow limits; a negative susceptance exchanges the two. */
  private double[] angleFlows(CaseRow row, double susceptance, double shift) {
    double[] flows = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
    if (row.values().length < 13 && angleLimitDegrees.isEmpty()) {
      return flows;
    }
    double low =
        angleLimitDegrees.isPresent() ? -angleLimitDegrees.getAsDouble() : row.values()[11];
    double high = angleLimitDegrees.isPresent() ? -low : row.values()[12];
    if (low == 0 && high == 0) {
      return flows;
    }
    if (Double.isNaN(low) || Double.isNaN(high) || low > high) {
      throw row.refuse(
          "angmin = " + low + ", angmax = " + high, "bounds cross", "exchange or correct them");
    }
    double atLow = flow(low, susceptance, shift, Double.NEGATIVE_INFINITY);
    double atHigh = flow(high, susceptance, shift, Double.POSITIVE_INFINITY);
    flows[0] = Math.min(atLow, atHigh);
    flows[1] = Math.max(atLow, atHigh);
    return flows;
  }

  private static double flow(double degrees, double susceptance, double shift, double unlimited) {
    return Math.abs(degrees) >= NO_ANGLE_LIMIT_DEGREES
        ? Math.signum(susceptance) * unlimited
        : susceptance * (Math.toRadians(degrees) - shift);
  }
}
