package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plans the stores of a bus together by proximal exchange: each in turn is told by how much all
 * together miss what the price asks for, and answers with the schedule that is best for it near its
 * last one.
 *
 * <pre>
 *   p_k   := argmin g_k(p) + rho/2 |p - (p_k - mean p + z - u)|^2      {@link StoreProblem}
 *   z     := argmin -revenue(n z) + n rho/2 |z - u - mean p|^2         {@link BusOutlook}
 *   u     := u + mean p - z                                            -rho u is the price
 * </pre>
 *
 * <p>That is the sharing form of exchange ADMM (Boyd et al. 2011, section 7.3). It ends when the
 * residuals are small, or when the rounds are used up; either way every schedule is then moved to
 * the nearest one in integers that keeps its request. The same input gives the same output.
 */
public final class HorizonPlanner {
  /** Residuals that are small enough, relative to the greatest power of a store. */
  private static final double TOLERANCE = 1e-4;

  private static final int BALANCE_EVERY = 10;
  private static final double IMBALANCE = 10;
  private static final double LEAST_SPREAD_DOLLARS = 1;

  private final int maxRounds;
  private final double tolerance;

  public HorizonPlanner(int maxRounds) {
    this(maxRounds, TOLERANCE);
  }

  HorizonPlanner(int maxRounds, double tolerance) {
    this.maxRounds = maxRounds;
    this.tolerance = tolerance;
  }

  /**
   * What came of it.
   *
   * @param schedules one a request, feasible for it, W
   * @param rounds of the exchange
   * @param residual how far the rounds were from agreeing at the end, relative to a store's power
   */
  public record Plan(List<long[]> schedules, int rounds, double residual) {}

  /**
   * @param requests each of which can be kept
   * @param outlook of at least as many intervals as any request has
   * @param seconds length of an interval
   * @throws IllegalArgumentException if a request can't be kept
   */
  public Plan plan(List<HorizonRequest> requests, BusOutlook outlook, long seconds) {
    var exchange = new Exchange(requests, outlook, seconds);
    double residual = exchange.run();
    var schedules = new ArrayList<long[]>(requests.size());
    for (int k = 0; k < requests.size(); k++) {
      HorizonWindow window =
          HorizonWindow.of(requests.get(k), seconds)
              .orElseThrow(() -> new IllegalArgumentException("A request can't be kept."));
      schedules.add(
          window.nearest(Arrays.stream(exchange.power[k]).mapToLong(Math::round).toArray()));
    }
    return new Plan(schedules, exchange.rounds, residual);
  }

  /** The rounds of one plan. */
  private final class Exchange {
    private final BusOutlook outlook;
    private final StoreProblem[] stores;
    private final StoreProblem.Workspace room;
    private final double[][] power;
    private final double[] mean;
    private final double[] agreed;
    private final double[] dual;
    private final int[] storesIn;
    private final double size;
    private double rho;
    private int rounds;

    Exchange(List<HorizonRequest> requests, BusOutlook outlook, long seconds) {
      this.outlook = outlook;
      stores = new StoreProblem[requests.size()];
      power = new double[stores.length][];
      int intervals = 1;
      double greatest = 1;
      for (int k = 0; k < stores.length; k++) {
        stores[k] = new StoreProblem(requests.get(k), seconds);
        power[k] = new double[stores[k].intervals()];
        intervals = Math.max(intervals, stores[k].intervals());
        greatest = Math.max(greatest, stores[k].greatestPower());
      }
      size = greatest;
      room = new StoreProblem.Workspace(intervals);
      mean = new double[intervals];
      agreed = new double[intervals];
      dual = new double[intervals];
      storesIn = new int[intervals];
      for (double[] own : power) {
        for (int t = 0; t < own.length; t++) {
          storesIn[t]++;
        }
      }
      double[] prices = Arrays.copyOf(outlook.dollarsPerMwh(), intervals);
      double spread = Arrays.stream(prices).max().orElse(0) - Arrays.stream(prices).min().orElse(0);
      rho = Math.max(spread, LEAST_SPREAD_DOLLARS) / size;
      Arrays.setAll(dual, t -> -prices[t] / rho);
    }

    double run() {
      double residual = Double.POSITIVE_INFINITY;
      while (rounds < maxRounds && residual > tolerance && stores.length > 0) {
        rounds++;
        answer();
        double moved = agree();
        double apart = 0;
        for (int t = 0; t < mean.length; t++) {
          apart = Math.max(apart, Math.abs(mean[t] - agreed[t]));
          dual[t] += mean[t] - agreed[t];
        }
        residual = Math.max(apart, moved) / size;
        if (rounds % BALANCE_EVERY == 0) {
          balance(apart, moved);
        }
      }
      return stores.length == 0 ? 0 : residual;
    }

    private void answer() {
      double[] target = new double[mean.length];
      double[] sum = new double[mean.length];
      for (int k = 0; k < stores.length; k++) {
        for (int t = 0; t < power[k].length; t++) {
          target[t] = power[k][t] - mean[t] + agreed[t] - dual[t];
        }
        stores[k].solve(target, rho, power[k], room);
        for (int t = 0; t < power[k].length; t++) {
          sum[t] += power[k][t];
        }
      }
      Arrays.setAll(mean, t -> sum[t] / storesIn[t]);
    }

    /** Moves to the power that the price asks for; returns by how much. */
    private double agree() {
      double moved = 0;
      for (int t = 0; t < mean.length; t++) {
        double next = outlook.meanPower(t, storesIn[t], mean[t] + dual[t], rho);
        moved = Math.max(moved, Math.abs(next - agreed[t]));
        agreed[t] = next;
      }
      return moved;
    }

    /** Weighs distance more if the stores don't agree, less if they hardly move. */
    private void balance(double apart, double moved) {
      double factor = apart > IMBALANCE * moved ? 2 : moved > IMBALANCE * apart ? 0.5 : 1;
      rho *= factor;
      for (int t = 0; t < dual.length; t++) {
        dual[t] /= factor;
      }
    }
  }
}
