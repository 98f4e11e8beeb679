package io.wattmesh.grid.clearing.central;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.convex.ConvexSolver;

/**
 * The dispatch of least cost as an ojAlgo model, in per unit.
 *
 * <p>Variables: an angle a bus, and for each segment of each curve how much of it is taken.
 * Constraints: each bus balances, each limited branch keeps its limits.
 */
final class DispatchProgram {
  private final int[] buses;
  private final List<Branch> branches;
  private final double base;
  private final ExpressionsBasedModel model = new ExpressionsBasedModel();
  private final Variable[] angle;
  private final Variable[][] segment;
  private final double[] firstPower;
  private final double[] angles;
  private final double[] injections;

  DispatchProgram(
      Network network,
      int[] buses,
      List<Branch> branches,
      Map<Integer, CostCurve> curves,
      Duration limit) {
    this.buses = buses;
    this.branches = branches;
    base = network.baseMva();
    angle = new Variable[buses.length];
    segment = new Variable[buses.length][];
    firstPower = new double[buses.length];
    for (int i = 0; i < buses.length; i++) {
      angle[i] = model.newVariable("angle" + i);
      if (buses[i] == network.referenceBus()) {
        angle[i].level(0);
      }
    }
    boolean quadratic = addCurves(curves);
    addBalances();
    addLimits();
    if (quadratic) {
      ConvexSolver.Configuration convex = new ConvexSolver.Configuration();
      convex.algorithm(ConvexSolver.Algorithm.ACTIVE_SET);
      model.options.convex(convex);
    }
    model.options.time_abort = limit.toMillis();
    Optimisation.Result result = model.minimise();
    if (result.getState() != Optimisation.State.OPTIMAL
        && result.getState() != Optimisation.State.DISTINCT) {
      throw new CentralFailure(
          "ojAlgo ended in state "
              + result.getState()
              + " for "
              + network.name()
              + ", having "
              + limit.toSeconds()
              + " s; most likely no dispatch balances every bus within the limits, or it takes"
              + " longer");
    }
    angles = Arrays.stream(angle).mapToDouble(v -> v.getValue().doubleValue()).toArray();
    injections = IntStream.range(0, buses.length).mapToDouble(i -> base * injection(i)).toArray();
  }

  private double injection(int i) {
    double taken = Arrays.stream(segment[i]).mapToDouble(v -> v.getValue().doubleValue()).sum();
    return firstPower[i] + taken;
  }

  /** Adds segment variables and the cost; returns whether any cost is quadratic. */
  private boolean addCurves(Map<Integer, CostCurve> curves) {
    Expression cost = model.newExpression("cost").weight(1);
    boolean quadratic = false;
    for (int i = 0; i < buses.length; i++) {
      CostCurve curve = curves.get(buses[i]);
      firstPower[i] = curve.minMw() / base;
      segment[i] = new Variable[curve.size() - 1];
      for (int k = 1; k < curve.size(); k++) {
        double width = (curve.powerMw(k) - curve.powerMw(k - 1)) / base;
        double rise = curve.priceUsdPerMwh(k) - curve.priceUsdPerMwh(k - 1);
        Variable taken = model.newVariable("segment" + i + "-" + k);
        segment[i][k - 1] = taken.lower(0).upper(width);
        if (width == 0) {
          continue;
        }
        cost.set(taken, curve.priceUsdPerMwh(k - 1));
        if (rise > 0) {
          cost.set(taken, taken, 0.5 * rise / width);
          quadratic = true;
        }
      }
    }
    return quadratic;
  }

  private void addBalances() {
    Expression[] balance = new Expression[buses.length];
    double[] fixed = new double[buses.length];
    for (int i = 0; i < buses.length; i++) {
      balance[i] = model.newExpression("balance" + i);
      fixed[i] = -firstPower[i];
      for (Variable taken : segment[i]) {
        balance[i].set(taken, 1);
      }
    }
    for (Branch branch : branches) {
      int f = index(branch.fromBus());
      int t = index(branch.toBus());
      double b = branch.susceptanceMwPerRad() / base;
      // Injection minus outgoing flow b (angle f - angle t - shift) is zero.
      balance[f].add(angle[f], -b);
      balance[f].add(angle[t], b);
      balance[t].add(angle[f], b);
      balance[t].add(angle[t], -b);
      fixed[f] -= b * branch.shiftRad();
      fixed[t] += b * branch.shiftRad();
    }
    for (int i = 0; i < buses.length; i++) {
      balance[i].level(fixed[i]);
    }
  }

  private void addLimits() {
    for (Branch branch : branches) {
      if (Double.isInfinite(branch.minFlowMw()) && Double.isInfinite(branch.maxFlowMw())) {
        continue;
      }
      double b = branch.susceptanceMwPerRad() / base;
      Expression flow = model.newExpression("flow" + branch.row());
      flow.set(angle[index(branch.fromBus())], b);
      flow.set(angle[index(branch.toBus())], -b);
      double shift = b * branch.shiftRad();
      // No bound where there is no limit: a huge one would cost the solver its precision.
      if (Double.isFinite(branch.minFlowMw())) {
        flow.lower(branch.minFlowMw() / base + shift);
      }
      if (Double.isFinite(branch.maxFlowMw())) {
        flow.upper(branch.maxFlowMw() / base + shift);
      }
    }
  }

  private int index(int bus) {
    return Arrays.binarySearch(buses, bus);
  }

  double[] anglesRad() {
    return angles.clone();
  }

  double[] injectionsMw() {
    return injections.clone();
  }

  double[] flowsMw() {
    return branches.stream()
        .mapToDouble(b -> b.flowMw(angles[index(b.fromBus())], angles[index(b.toBus())]))
        .toArray();
  }
}
