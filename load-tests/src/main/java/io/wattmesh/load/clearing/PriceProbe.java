package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Finds buses whose price is not unique, by showing two optimal prices for each.
 *
 * <p>All prices that support one optimal dispatch make up a polytope, the same for every optimal
 * dispatch: each price within its bus's marginal prices, each line dual of the sign of the limit
 * that its flow is at, and at each bus the sum of A b (lambda_f - lambda_t + mu) zero. The probe
 * goes to both ends of it in a few random directions. A bus whose price differs between two of
 * these points is open. One that the probes miss is compared like any other, which can only show a
 * difference that is none, never hide one.
 */
final class PriceProbe {
  private static final long SEED = 1;
  private static final int DIRECTIONS = 2;

  /** Prices that differ by less, $/MWh, may be the solver's tolerance. */
  private static final double SAME_PRICE = 1e-4;

  /** No price is beyond, $/MWh. */
  private static final double CAP = 10_000;

  private static final double AT_BREAKPOINT_MW = 1e-6;

  /** Relative to a flow, and in MW beside. */
  private static final double AT_LIMIT = 1e-7;

  /** How much wider each range is made, $/MWh, since the dispatch is rounded. */
  private static final double SLACK = 1e-8;

  private final ResultPart dispatch;
  private final List<Branch> branches;
  private final Map<Integer, CostCurve> curves;
  private final double[] rowScale;

  /**
   * @param dispatch an optimal one; its prices do not matter
   */
  PriceProbe(Network network, Map<Integer, CostCurve> curves, ResultPart dispatch) {
    this.dispatch = dispatch;
    this.curves = curves;
    branches = network.liveBranches();
    rowScale = new double[dispatch.buses().length];
    for (Branch branch : branches) {
      double size = Math.abs(branch.susceptanceMwPerRad());
      int from = index(branch.fromBus());
      int to = index(branch.toBus());
      rowScale[from] = Math.max(rowScale[from], size);
      rowScale[to] = Math.max(rowScale[to], size);
    }
  }

  private int index(int bus) {
    return Arrays.binarySearch(dispatch.buses(), bus);
  }

  /**
   * @param limit for each of the few linear programs
   * @throws CentralSolver.NoOptimum if HiGHS finds no prices
   */
  SortedSet<Integer> openBuses(Duration limit) {
    int buses = dispatch.buses().length;
    double[] least = new double[buses];
    double[] most = new double[buses];
    Arrays.fill(least, Double.POSITIVE_INFINITY);
    Arrays.fill(most, Double.NEGATIVE_INFINITY);
    Random random = new Random(SEED);
    for (int k = 0; k < DIRECTIONS; k++) {
      double[] direction = random.doubles(buses, -1, 1).toArray();
      for (int sign : new int[] {-1, 1}) {
        double[] prices = HighsProgram.solve(program(direction, sign), limit).values();
        for (int i = 0; i < buses; i++) {
          least[i] = Math.min(least[i], prices[i]);
          most[i] = Math.max(most[i], prices[i]);
        }
      }
    }
    SortedSet<Integer> open = new TreeSet<>();
    IntStream.range(0, buses)
        .filter(i -> most[i] - least[i] > SAME_PRICE)
        .forEach(i -> open.add(dispatch.buses()[i]));
    return open;
  }

  private LinearProgram program(double[] direction, int sign) {
    LinearProgram program = new LinearProgram();
    for (int i = 0; i < direction.length; i++) {
      CostCurve curve = curves.get(dispatch.buses()[i]);
      double injection = dispatch.injectionMw()[i];
      program.column(
          below(curve, injection - AT_BREAKPOINT_MW) - SLACK,
          above(curve, injection + AT_BREAKPOINT_MW) + SLACK,
          sign * direction[i]);
    }
    for (int i = 0; i < direction.length; i++) {
      program.row(0, 0);
    }
    for (int l = 0; l < branches.size(); l++) {
      addBranch(program, branches.get(l), dispatch.flowMw()[l]);
    }
    return program;
  }

  private void addBranch(LinearProgram program, Branch branch, double flow) {
    double slack = AT_LIMIT * (1 + Math.abs(flow));
    int dual =
        program.column(
            flow <= branch.minFlowMw() + slack ? Double.NEGATIVE_INFINITY : 0,
            flow >= branch.maxFlowMw() - slack ? Double.POSITIVE_INFINITY : 0,
            0);
    int from = index(branch.fromBus());
    int to = index(branch.toBus());
    addTerms(program, from, branch.susceptanceMwPerRad() / rowScale[from], from, to, dual);
    addTerms(program, to, -branch.susceptanceMwPerRad() / rowScale[to], from, to, dual);
  }

  private static void addTerms(
      LinearProgram program, int row, double coefficient, int from, int to, int dual) {
    program.term(row, from, coefficient);
    program.term(row, to, -coefficient);
    program.term(row, dual, coefficient);
  }

  /** The marginal price of the last power up to a given one. */
  private static double below(CostCurve curve, double power) {
    int k = curve.size() - 1;
    while (k >= 0 && curve.powerMw(k) > power) {
      k--;
    }
    return k < 0 ? -CAP : priceAfter(curve, k, power);
  }

  /** The marginal price of the first power from a given one on. */
  private static double above(CostCurve curve, double power) {
    int k = 0;
    while (k < curve.size() && curve.powerMw(k) < power) {
      k++;
    }
    if (k == curve.size()) {
      return CAP;
    }
    return k == 0 ? curve.priceUsdPerMwh(0) : priceAfter(curve, k - 1, power);
  }

  private static double priceAfter(CostCurve curve, int k, double power) {
    double price = curve.priceUsdPerMwh(k);
    if (k + 1 == curve.size() || curve.powerMw(k + 1) == curve.powerMw(k)) {
      return price;
    }
    double rise = curve.priceUsdPerMwh(k + 1) - price;
    return price + rise * (power - curve.powerMw(k)) / (curve.powerMw(k + 1) - curve.powerMw(k));
  }
}
