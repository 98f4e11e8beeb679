package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.proto.model.HorizonRequest;
import java.util.List;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.convex.ConvexSolver;

/**
 * All stores and intervals at once: as one quadratic program solved by ojAlgo, whose answer can be
 * too dear but not too cheap; and a bound that no plan can be below, by duality: at the prices that
 * a plan leads to, what each store could earn by itself at best is a linear program.
 */
final class CentralPlan {
  private static final double MILLION = 1e6;

  /** Powers in units of this, so that the solver's numbers are near one, W. */
  private static final double UNIT = 1e6;

  private CentralPlan() {}

  /** A bound that no plan's cost is below: the plan's that attains it is optimal, $/MWh x W. */
  static double leastCost(
      List<HorizonRequest> requests, List<long[]> schedules, BusOutlook outlook, long seconds) {
    double bound = 0;
    double[] price = outlook.dollarsPerMwh();
    for (int t = 0; t < price.length; t++) {
      double total = 0;
      for (long[] schedule : schedules) {
        total += schedule[t];
      }
      price[t] -= outlook.slopeDollars() * total;
      bound -= 0.5 * outlook.slopeDollars() * total * total;
    }
    for (HorizonRequest request : requests) {
      var model = new ExpressionsBasedModel();
      Expression cost = model.newExpression("cost").weight(1);
      Expression[] balance = new Expression[price.length];
      for (int t = 0; t < price.length; t++) {
        Variable sold = model.newVariable("sold" + t).lower(-1000).upper(1000);
        balance[t] = model.newExpression("balance" + t).level(0).set(sold, -1);
        cost.set(sold, -price[t]);
      }
      addStore(model, cost, balance, request, 0, seconds);
      Optimisation.Result result = model.minimise();
      if (!result.getState().isOptimal()) {
        throw new AssertionError("ojAlgo ended in state " + result.getState());
      }
      bound += result.getValue() * UNIT;
    }
    return bound;
  }

  /** The cost that ojAlgo finds least, $/MWh x W, with everything that is exchanged paid for. */
  static double cost(List<HorizonRequest> requests, BusOutlook outlook, long seconds) {
    var model = new ExpressionsBasedModel();
    Expression cost = model.newExpression("cost").weight(1);
    int intervals = requests.getFirst().intervals();
    Variable[] total = new Variable[intervals];
    Expression[] balance = new Expression[intervals];
    for (int t = 0; t < intervals; t++) {
      total[t] = model.newVariable("total" + t).lower(-1000).upper(1000);
      balance[t] = model.newExpression("balance" + t).level(0).set(total[t], -1);
      cost.set(total[t], -outlook.dollarsPerMwh()[t]);
      cost.set(total[t], total[t], 0.5 * outlook.slopeDollars() * UNIT);
    }
    for (int k = 0; k < requests.size(); k++) {
      addStore(model, cost, balance, requests.get(k), k, seconds);
    }
    var convex = new ConvexSolver.Configuration();
    convex.algorithm(ConvexSolver.Algorithm.ACTIVE_SET);
    model.options.convex(convex);
    Optimisation.Result result = model.minimise();
    if (!result.getState().isOptimal()) {
      throw new AssertionError("ojAlgo ended in state " + result.getState());
    }
    return result.getValue() * UNIT;
  }

  private static void addStore(
      ExpressionsBasedModel model,
      Expression cost,
      Expression[] balance,
      HorizonRequest request,
      int k,
      long seconds) {
    Variable before = null;
    for (int t = 0; t < balance.length; t++) {
      HorizonRequest.Step step = request.steps().get(t);
      Variable in = model.newVariable("in" + k + "-" + t).lower(0).upper(-step.minWatts() / UNIT);
      Variable out = model.newVariable("out" + k + "-" + t).lower(0).upper(step.maxWatts() / UNIT);
      Variable stored =
          model
              .newVariable("stored" + k + "-" + t)
              .lower(step.minJoules() / UNIT / seconds)
              .upper(step.maxJoules() / UNIT / seconds);
      balance[t].set(out, 1).set(in, -1);
      cost.set(out, request.wearMicrosPerMwh() / MILLION);
      Expression next = model.newExpression("next" + k + "-" + t);
      next.set(stored, 1)
          .set(in, -step.chargePpm() / MILLION)
          .set(out, MILLION / request.dischargePpm());
      double level = -step.drainJoules() / UNIT / seconds;
      if (before == null) {
        level += request.storedJoules() / UNIT / seconds * step.retentionPpm() / MILLION;
      } else {
        next.set(before, -step.retentionPpm() / MILLION);
      }
      next.level(level);
      before = stored;
    }
    cost.set(before, -request.endValueMicrosPerMwh() / MILLION);
  }

  /** The same cost of schedules. */
  static double cost(
      List<HorizonRequest> requests, List<long[]> schedules, BusOutlook outlook, long seconds) {
    double cost = 0;
    double[] total = new double[schedules.getFirst().length];
    for (int k = 0; k < schedules.size(); k++) {
      HorizonRequest request = requests.get(k);
      long joules = request.storedJoules();
      for (int t = 0; t < total.length; t++) {
        long watts = schedules.get(k)[t];
        total[t] += watts;
        joules = request.nextJoules(t, joules, watts, seconds);
        cost += request.wearMicrosPerMwh() / MILLION * Math.max(0, watts);
      }
      cost -= request.endValueMicrosPerMwh() / MILLION * joules / seconds;
    }
    for (int t = 0; t < total.length; t++) {
      cost += (0.5 * outlook.slopeDollars() * total[t] - outlook.dollarsPerMwh()[t]) * total[t];
    }
    return cost;
  }
}
