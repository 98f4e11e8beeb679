package io.wattmesh.grid.clearing.central;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * The prices that support a dispatch, by a linear program.
 *
 * <p>Each LMP must lie in the range of marginal prices of its bus at the dispatched injection, each
 * line dual have the sign of the limit that its flow is at, and at each bus sum A b (lambda_f -
 * lambda_t + mu) be zero. The program minimises the total distance of LMPs from their ranges, which
 * is zero at an optimal dispatch.
 */
final class PriceProgram {
  /**
   * How far, relative to the flow limit's size, a flow may be from its limit and still be at it.
   */
  private static final double AT_LIMIT = 1e-7;

  /** MW by which an injection may miss a breakpoint and still be at it. */
  private static final double AT_BREAKPOINT_MW = 1e-6;

  /** Brings stationarity rows near unit size. */
  private static final double ROW_SCALE_MW = 100;

  private final ExpressionsBasedModel model = new ExpressionsBasedModel();
  private final Variable[] price;
  private final Variable[] dual;
  private final double violation;

  PriceProgram(
      int[] buses,
      List<Branch> branches,
      Map<Integer, CostCurve> curves,
      DispatchProgram dispatch,
      Duration limit) {
    price = new Variable[buses.length];
    dual = new Variable[branches.size()];
    double[] injections = dispatch.injectionsMw();
    for (int i = 0; i < buses.length; i++) {
      addPrice(i, curves.get(buses[i]), injections[i]);
    }
    addDuals(branches, dispatch.flowsMw());
    addStationarity(buses, branches);
    model.options.time_abort = limit.toMillis();
    Optimisation.Result result = model.minimise();
    if (result.getState() != Optimisation.State.OPTIMAL
        && result.getState() != Optimisation.State.DISTINCT) {
      throw new CentralFailure(
          "ojAlgo ended in state "
              + result.getState()
              + " for the prices, having "
              + limit.toSeconds()
              + " s");
    }
    violation = result.getValue();
  }

  private void addPrice(int i, CostCurve curve, double injection) {
    price[i] = model.newVariable("price" + i);
    Variable above = model.newVariable("above" + i).lower(0).weight(1);
    Variable below = model.newVariable("below" + i).lower(0).weight(1);
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    for (int k = 0; k < curve.size(); k++) {
      if (injection > curve.powerMw(k) + AT_BREAKPOINT_MW) {
        low = priceAt(curve, k, injection);
      }
    }
    for (int k = curve.size() - 1; k >= 0; k--) {
      if (injection < curve.powerMw(k) - AT_BREAKPOINT_MW) {
        high = priceAt(curve, k - 1, injection);
      }
    }
    if (low > Double.NEGATIVE_INFINITY) {
      range(i, above, below).lower(low);
    }
    if (high < Double.POSITIVE_INFINITY) {
      range(i, above, below).upper(high);
    }
  }

  private Expression range(int i, Variable above, Variable below) {
    Expression range = model.newExpression("range" + i + "-" + model.countExpressions());
    return range.set(price[i], 1).set(above, -1).set(below, 1);
  }

  /** Marginal price on the segment after a point. */
  private static double priceAt(CostCurve curve, int k, double injection) {
    if (k < 0) {
      return curve.priceUsdPerMwh(0);
    }
    if (k + 1 >= curve.size()) {
      return curve.priceUsdPerMwh(k);
    }
    double width = curve.powerMw(k + 1) - curve.powerMw(k);
    double rise = curve.priceUsdPerMwh(k + 1) - curve.priceUsdPerMwh(k);
    double along = Math.clamp(injection - curve.powerMw(k), 0, width);
    return curve.priceUsdPerMwh(k) + (width > 0 ? rise * along / width : 0);
  }

  private void addDuals(List<Branch> branches, double[] flows) {
    for (int l = 0; l < dual.length; l++) {
      Branch branch = branches.get(l);
      double slack = AT_LIMIT * (1 + Math.abs(flows[l]));
      boolean atMax = flows[l] >= branch.maxFlowMw() - slack;
      boolean atMin = flows[l] <= branch.minFlowMw() + slack;
      dual[l] = model.newVariable("dual" + l);
      if (!atMax) {
        dual[l].upper(0);
      }
      if (!atMin) {
        dual[l].lower(0);
      }
    }
  }

  private void addStationarity(int[] buses, List<Branch> branches) {
    Expression[] row = new Expression[buses.length];
    Arrays.setAll(row, i -> model.newExpression("angle" + i).level(0));
    for (int l = 0; l < dual.length; l++) {
      Branch branch = branches.get(l);
      int f = Arrays.binarySearch(buses, branch.fromBus());
      int t = Arrays.binarySearch(buses, branch.toBus());
      double b = branch.susceptanceMwPerRad() / ROW_SCALE_MW;
      row[f].add(price[f], b);
      row[f].add(price[t], -b);
      row[f].add(dual[l], b);
      row[t].add(price[f], -b);
      row[t].add(price[t], b);
      row[t].add(dual[l], -b);
    }
  }

  double violation() {
    return violation;
  }

  double[] lmps() {
    return Arrays.stream(price).mapToDouble(v -> v.getValue().doubleValue()).toArray();
  }

  double[] lineDuals() {
    return Arrays.stream(dual).mapToDouble(v -> v.getValue().doubleValue()).toArray();
  }
}
