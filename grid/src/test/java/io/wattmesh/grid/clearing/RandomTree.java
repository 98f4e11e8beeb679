package io.wattmesh.grid.clearing;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.BusType;
import io.wattmesh.grid.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A radial network from a seed: lines that are tight, loose or without limit, of either sign of
 * susceptance, some with a phase shift; steps at few prices, slopes and fixed loads.
 */
record RandomTree(Network network, Map<Integer, CostCurve> curves) {

  static RandomTree of(long seed) {
    return of(seed, false);
  }

  /** Steps and fixed loads alone: a linear program. */
  static RandomTree ofSteps(long seed) {
    return of(seed, true);
  }

  private static RandomTree of(long seed, boolean steps) {
    Random random = new Random(seed);
    int size = 2 + random.nextInt(12);
    List<Bus> buses = new ArrayList<>();
    List<Branch> branches = new ArrayList<>();
    Map<Integer, CostCurve> curves = new HashMap<>();
    int reference = 1 + random.nextInt(size);
    for (int bus = 1; bus <= size; bus++) {
      buses.add(new Bus(bus, bus == reference ? BusType.REFERENCE : BusType.LOAD, 0, 0));
      curves.put(bus, curve(random, steps));
      if (bus > 1) {
        branches.add(line(branches.size(), bus, 1 + random.nextInt(bus - 1), steps, random));
      }
    }
    return new RandomTree(
        new Network("tree " + seed, 100, reference, buses, branches, List.of()), curves);
  }

  private static Branch line(int row, int bus, int parent, boolean steps, Random random) {
    boolean down = random.nextBoolean();
    double susceptance = (random.nextInt(5) == 0 ? -1 : 1) * (200 + 2000 * random.nextDouble());
    double shift = random.nextInt(4) == 0 ? 0.2 * random.nextDouble() - 0.1 : 0;
    boolean freeUp = random.nextInt(4) == 0;
    // A limit on one side alone costs the central reference its precision.
    boolean freeDown = steps ? freeUp : random.nextInt(4) == 0;
    double max = freeUp ? Double.POSITIVE_INFINITY : 20 + random.nextInt(60);
    double min = freeDown ? Double.NEGATIVE_INFINITY : -20 - random.nextInt(60);
    return new Branch(
        row, down ? parent : bus, down ? bus : parent, susceptance, shift, min, max, true);
  }

  /** Every bus can serve itself: its fixed load is no more than it can produce. */
  private static CostCurve curve(Random random, boolean steps) {
    List<CostCurve> parts = new ArrayList<>();
    double supply = 0;
    for (int k = random.nextInt(3); k >= 0; k--) {
      double size = 5 + random.nextInt(60);
      double price = 10 + 5 * random.nextInt(6);
      supply += size;
      parts.add(
          steps || random.nextBoolean()
              ? CostCurve.step(0, size, price)
              : CostCurve.ofPoints(
                  new double[] {0, size}, new double[] {price, price + 1 + random.nextInt(20)}));
    }
    for (int k = random.nextInt(4); k > 0; k--) {
      parts.add(CostCurve.step(-5.0 - random.nextInt(40), 0, 15 + 5 * random.nextInt(6)));
    }
    if (random.nextBoolean()) {
      parts.add(CostCurve.fixed(-Math.floor(supply * random.nextDouble())));
    }
    return CurveSum.of(parts);
  }
}
