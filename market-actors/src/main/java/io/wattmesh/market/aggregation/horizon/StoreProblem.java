package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.proto.model.HorizonRequest;

/**
 * One store's own part of the exchange: the schedule p that minimises
 *
 * <pre>
 *   wear x injected + rho/2 |p - target|^2 - end value x stored at the end
 * </pre>
 *
 * within the request's bounds, exactly, by dynamic programming backwards over the marginal value of
 * stored energy, which is a polyline in every interval ({@link ValueCurve}), and one pass forwards.
 * Energy may be wasted: nobody gains by it unless power is worth less than nothing, and the
 * schedule is made feasible for the request's own recursion afterwards.
 *
 * <p>Powers are in W, prices in $/MWh, energy in W over an interval.
 */
final class StoreProblem {
  private static final double MILLION = 1e6;

  private final int intervals;
  private final double stored;
  private final double discharge;
  private final double wear;
  private final double endValue;
  private final double[] minPower;
  private final double[] maxPower;
  private final double[] minEnergy;
  private final double[] maxEnergy;
  private final double[] charge;
  private final double[] retention;
  private final double[] drain;

  StoreProblem(HorizonRequest request, long seconds) {
    intervals = request.intervals();
    stored = (double) request.storedJoules() / seconds;
    discharge = request.dischargePpm() / MILLION;
    wear = request.wearMicrosPerMwh() / MILLION;
    endValue = request.endValueMicrosPerMwh() / MILLION;
    minPower = new double[intervals];
    maxPower = new double[intervals];
    minEnergy = new double[intervals];
    maxEnergy = new double[intervals];
    charge = new double[intervals];
    retention = new double[intervals];
    drain = new double[intervals];
    for (int t = 0; t < intervals; t++) {
      HorizonRequest.Step step = request.steps().get(t);
      minPower[t] = step.minWatts();
      maxPower[t] = step.maxWatts();
      minEnergy[t] = (double) step.minJoules() / seconds;
      maxEnergy[t] = (double) step.maxJoules() / seconds;
      charge[t] = step.chargePpm() / MILLION;
      retention[t] = step.retentionPpm() / MILLION;
      drain[t] = (double) step.drainJoules() / seconds;
    }
  }

  /** Room for the curves of any store with so many intervals, used again for each. */
  static final class Workspace {
    private final ValueCurve[] value;
    private final ValueCurve next;
    private final ValueCurve use = new ValueCurve(4);

    Workspace(int intervals) {
      int most = 8 * intervals + 8;
      value = new ValueCurve[intervals];
      for (int t = 0; t < intervals; t++) {
        value[t] = new ValueCurve(most);
      }
      next = new ValueCurve(most);
    }
  }

  int intervals() {
    return intervals;
  }

  /** The greatest power in any interval, either way, W. */
  double greatestPower() {
    double greatest = 0;
    for (int t = 0; t < intervals; t++) {
      greatest = Math.max(greatest, Math.max(-minPower[t], maxPower[t]));
    }
    return greatest;
  }

  /**
   * @param target the powers to stay near, W
   * @param rho weight of the distance, $/MWh a W
   * @param power where the schedule goes, W
   */
  void solve(double[] target, double rho, double[] power, Workspace room) {
    for (int t = intervals - 1; t >= 0; t--) {
      if (t == intervals - 1) {
        room.next.clear();
        room.next.add(minEnergy[t], -endValue);
        room.next.add(maxEnergy[t], -endValue);
      } else {
        room.next.clip(room.value[t + 1], minEnergy[t], maxEnergy[t]);
      }
      use(t, target[t], rho, room.use);
      room.value[t].sum(room.use, room.next, drain[t], retention[t]);
    }
    double energy = stored;
    for (int t = 0; t < intervals; t++) {
      double marginal = room.value[t].marginalAt(energy) / retention[t];
      power[t] = powerAt(t, marginal, target[t], rho);
      double left = energy * retention[t] - drain[t] - taken(t, power[t]);
      energy = Math.clamp(left, minEnergy[t], maxEnergy[t]);
    }
  }

  /** What a power takes out of the store. */
  private double taken(int t, double power) {
    return power < 0 ? power * charge[t] : power / discharge;
  }

  /** The power at which this interval's own cost is least. */
  private double best(int t, double target, double rho) {
    double free = target < 0 ? target : Math.max(0, target - wear / rho);
    return Math.clamp(free, minPower[t], maxPower[t]);
  }

  /** The interval's own cost for each unit taken out of the store, up to its least cost. */
  private void use(int t, double target, double rho, ValueCurve curve) {
    double best = best(t, target, rho);
    curve.clear();
    curve.add(taken(t, minPower[t]), Math.min(0, slope(t, minPower[t], target, rho)));
    if (minPower[t] < 0 && best > 0) {
      curve.add(0, -rho * target / charge[t]);
      curve.add(0, Math.min(0, (wear - rho * target) * discharge));
    }
    if (best > minPower[t]) {
      double end = best <= 0 ? rho * (best - target) / charge[t] : slope(t, best, target, rho);
      curve.add(taken(t, best), Math.min(0, end));
    }
  }

  private double slope(int t, double power, double target, double rho) {
    return power < 0
        ? rho * (power - target) / charge[t]
        : (rho * (power - target) + wear) * discharge;
  }

  /** The power whose own cost balances what stored energy is worth. */
  private double powerAt(int t, double marginal, double target, double rho) {
    double best = best(t, target, rho);
    double injecting = target + (marginal / discharge - wear) / rho;
    double withdrawing = target + marginal * charge[t] / rho;
    double free = best > 0 && injecting > 0 ? injecting : Math.min(0, withdrawing);
    return Math.clamp(free, minPower[t], best);
  }
}
