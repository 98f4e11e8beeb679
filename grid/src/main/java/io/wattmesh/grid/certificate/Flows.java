package io.wattmesh.grid.certificate;

import java.util.function.IntToLongFunction;

/**
 * Branch flows recomputed from angles, and what leaves each bus over its branches, in whole watts.
 *
 * <p>f = b (theta_from - theta_to - shift), rounded to the nearest watt. Each flow is added at one
 * end and subtracted at the other, so the outflows of an island sum to zero exactly.
 */
final class Flows {
  private final long[] flowWatts;
  private final long[] outflowWatts;

  private Flows(int buses, int branches) {
    flowWatts = new long[branches];
    outflowWatts = new long[buses];
  }

  /**
   * @param anglePicoRad angle of each bus, 1e-12 rad
   * @throws ArithmeticException if a flow or a sum of flows leaves 64 bits
   */
  static Flows of(NetworkModel network, IntToLongFunction anglePicoRad) {
    var flows = new Flows(network.buses(), network.branches());
    for (int branch = 0; branch < network.branches(); branch++) {
      int from = network.fromBus(branch);
      int to = network.toBus(branch);
      long difference =
          anglePicoRad.applyAsLong(from)
              - anglePicoRad.applyAsLong(to)
              - network.shiftPicoRad(branch);
      long flow =
          WideMath.mulDivRound(
              network.susceptanceWattsPerRad(branch),
              difference,
              CertificateRules.PICO_RAD_PER_RAD);
      flows.flowWatts[branch] = flow;
      flows.outflowWatts[from] = Math.addExact(flows.outflowWatts[from], flow);
      flows.outflowWatts[to] = Math.subtractExact(flows.outflowWatts[to], flow);
    }
    return flows;
  }

  long flowWatts(int branch) {
    return flowWatts[branch];
  }

  long outflowWatts(int bus) {
    return outflowWatts[bus];
  }
}
