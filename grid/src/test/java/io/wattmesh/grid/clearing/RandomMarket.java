package io.wattmesh.grid.clearing;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.Generator;
import io.wattmesh.grid.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A case whose loads are many small bids, with a load level and line limits drawn from a seed.
 *
 * @param network the case with scaled line limits
 * @param curves one aggregated curve a bus
 */
record RandomMarket(Network network, Map<Integer, CostCurve> curves) {
  private static final int MAX_BIDS_A_BUS = 150;

  /** Bids that are flat steps or sloped, by the seed. */
  static RandomMarket of(Network base, long seed) {
    return of(base, new Random(seed), new Random(~seed).nextBoolean());
  }

  /** Bids that are flat steps: a linear program. */
  static RandomMarket ofSteps(Network base, long seed) {
    return of(base, new Random(seed), true);
  }

  private static RandomMarket of(Network base, Random random, boolean steps) {
    double load = 0.5 + 0.65 * random.nextDouble();
    double limits = 0.45 + 0.55 * random.nextDouble();
    Network network = base.withBranches(b -> b.scaledLimits(limits));
    Map<Integer, List<CostCurve>> parts = new HashMap<>();
    for (Bus bus : network.buses()) {
      double demand = bus.fixedWithdrawalMw() * load * (0.9 + 0.2 * random.nextDouble());
      parts.put(bus.number(), loadBids(demand, steps, random));
    }
    for (Generator generator : network.generators()) {
      if (generator.inService()) {
        parts.get(generator.bus()).add(generator.curve());
      }
    }
    Map<Integer, CostCurve> curves = new HashMap<>();
    parts.forEach((bus, own) -> curves.put(bus, CurveSum.of(own)));
    return new RandomMarket(network, curves);
  }

  /** A tenth must be served, the rest bids from 10 to 120 $/MWh. */
  private static List<CostCurve> loadBids(double demandMw, boolean steps, Random random) {
    List<CostCurve> bids = new ArrayList<>();
    bids.add(CostCurve.fixed(-0.1 * demandMw));
    int count = demandMw > 0 ? 50 + random.nextInt(MAX_BIDS_A_BUS - 50) : 0;
    for (int k = 0; k < count; k++) {
      double size = 0.9 * demandMw / count;
      double price = Math.rint((10 + 110 * random.nextDouble()) * 1e4) / 1e4;
      bids.add(
          steps
              ? CostCurve.step(-size, 0, price)
              : CostCurve.ofPoints(new double[] {-size, 0}, new double[] {price, price + 5}));
    }
    return bids;
  }
}
