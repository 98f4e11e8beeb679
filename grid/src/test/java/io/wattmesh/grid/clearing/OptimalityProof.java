package io.wattmesh.grid.clearing;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks every KKT condition of a result against the network and the curves, with no solver: the
 * problem is convex, so a result that passes is an optimum with its prices.
 *
 * @param balanceMw largest imbalance of a bus
 * @param limitMw largest violation of a line limit
 * @param complementarity largest dual, in $/MWh, on a line that is not at the limit its sign says
 * @param stationarity largest violation of sum A b (lambda_f - lambda_t + mu) = 0, per MW/rad of b
 * @param responseMw largest distance of an injection from the best answers to its price
 */
record OptimalityProof(
    double balanceMw,
    double limitMw,
    double complementarity,
    double stationarity,
    double responseMw) {
  private static final double PRICE_TOLERANCE = 1e-6;
  private static final double AT_LIMIT_MW = 1e-5;

  static OptimalityProof of(Network network, Map<Integer, CostCurve> curves, ResultPart result) {
    Map<Integer, Integer> index = new HashMap<>();
    for (int i = 0; i < result.buses().length; i++) {
      index.put(result.buses()[i], i);
    }
    double[] balance = result.injectionMw().clone();
    double[] stationarity = new double[balance.length];
    double[] scale = new double[balance.length];
    Arrays.fill(scale, 1);
    double limit = 0;
    double complementarity = 0;
    for (Branch branch : network.liveBranches()) {
      int f = index.get(branch.fromBus());
      int t = index.get(branch.toBus());
      double flow = branch.flowMw(result.angleRad()[f], result.angleRad()[t]);
      double mu = result.lineDualUsdPerMwh(branch.row());
      balance[f] -= flow;
      balance[t] += flow;
      limit = Math.max(limit, Math.max(flow - branch.maxFlowMw(), branch.minFlowMw() - flow));
      boolean atMax = flow > branch.maxFlowMw() - AT_LIMIT_MW;
      boolean atMin = flow < branch.minFlowMw() + AT_LIMIT_MW;
      complementarity = Math.max(complementarity, atMax ? 0 : mu);
      complementarity = Math.max(complementarity, atMin ? 0 : -mu);
      double pull =
          branch.susceptanceMwPerRad() * (result.lmpUsdPerMwh()[f] - result.lmpUsdPerMwh()[t] + mu);
      stationarity[f] += pull;
      stationarity[t] -= pull;
      scale[f] += Math.abs(branch.susceptanceMwPerRad());
      scale[t] += Math.abs(branch.susceptanceMwPerRad());
    }
    for (int i = 0; i < scale.length; i++) {
      stationarity[i] /= scale[i];
    }
    return new OptimalityProof(
        worst(balance), limit, complementarity, worst(stationarity), response(curves, result));
  }

  private static double worst(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  private static double response(Map<Integer, CostCurve> curves, ResultPart result) {
    double worst = 0;
    for (int i = 0; i < result.buses().length; i++) {
      CostCurve curve = curves.get(result.buses()[i]);
      double q = result.injectionMw()[i];
      double price = result.lmpUsdPerMwh()[i];
      worst = Math.max(worst, curve.leastResponseMw(price - PRICE_TOLERANCE) - q);
      worst = Math.max(worst, q - curve.greatestResponseMw(price + PRICE_TOLERANCE));
    }
    return worst;
  }

  boolean holds() {
    return balanceMw < 1e-6
        && limitMw < 1e-6
        && complementarity < 1e-6
        && stationarity < 1e-6
        && responseMw < 1e-6;
  }
}
