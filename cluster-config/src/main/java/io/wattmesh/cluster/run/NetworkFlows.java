package io.wattmesh.cluster.run;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;

/** Flows of a certificate, in MW, from its angles: f = b (theta_from - theta_to - shift). */
final class NetworkFlows {
  private static final double PICOS = 1e12;
  private static final double WATTS_PER_MEGAWATT = 1e6;

  private NetworkFlows() {}

  static double[] megawatts(NetworkModel network, ClearingCertificate certificate) {
    double[] flowMw = new double[network.branches()];
    for (int k = 0; k < flowMw.length; k++) {
      double angle =
          (certificate.anglePicoRad(network.fromBus(k))
                  - certificate.anglePicoRad(network.toBus(k))
                  - network.shiftPicoRad(k))
              / PICOS;
      flowMw[k] = network.susceptanceWattsPerRad(k) * angle / WATTS_PER_MEGAWATT;
    }
    return flowMw;
  }

  /** A branch's greatest flow either way, MW; NaN if it has no limit. */
  static double limitMw(NetworkModel network, int branch) {
    return network.hasUpperLimit(branch)
        ? network.maxFlowWatts(branch) / WATTS_PER_MEGAWATT
        : Double.NaN;
  }
}
