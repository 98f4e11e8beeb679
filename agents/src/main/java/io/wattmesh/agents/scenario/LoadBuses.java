package io.wattmesh.agents.scenario;

import java.util.List;

/**
 * Places prosumers on the buses that draw power, in proportion to what they draw. Prosumer k takes
 * the bus at the fraction (start + k phi) mod 1 of the total load, phi the golden ratio: any number
 * of prosumers is spread evenly, and one more moves nobody.
 */
final class LoadBuses {
  private static final double GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

  private final List<CaseBus> buses;
  private final double[] cumulativeMw;
  private final double start;

  LoadBuses(List<CaseBus> caseBuses, long seed) {
    this.buses = caseBuses.stream().filter(bus -> bus.loadMw() > 0).toList();
    this.cumulativeMw = new double[buses.size()];
    double sum = 0;
    for (int k = 0; k < cumulativeMw.length; k++) {
      sum += buses.get(k).loadMw();
      cumulativeMw[k] = sum;
    }
    this.start = new Draws(seed, "load-buses").unit("start");
  }

  boolean isEmpty() {
    return buses.isEmpty();
  }

  int busOf(int prosumer) {
    double turn = start + prosumer * GOLDEN_RATIO;
    double target = (turn - Math.floor(turn)) * cumulativeMw[cumulativeMw.length - 1];
    int low = 0;
    int high = cumulativeMw.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (cumulativeMw[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return buses.get(low).bus();
  }
}
