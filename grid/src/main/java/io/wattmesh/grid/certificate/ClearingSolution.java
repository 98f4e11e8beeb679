package io.wattmesh.grid.certificate;

/**
 * A solver's result in doubles, in the order of the {@link NetworkModel}: the last place where a
 * clearing is floating-point.
 */
public final class ClearingSolution {
  private final double[] angleRad;
  private final double[] injectionMw;
  private final double[] priceUsdPerMwh;
  private final double[] dualUsdPerMwh;

  /**
   * @param angleRad angle of each bus, rad; only differences within an island count
   * @param injectionMw net injection of each bus, MW
   * @param priceUsdPerMwh lambda of each bus, $/MWh
   * @param dualUsdPerMwh signed net dual of each branch, $/MWh: positive at the upper limit
   */
  public ClearingSolution(
      double[] angleRad, double[] injectionMw, double[] priceUsdPerMwh, double[] dualUsdPerMwh) {
    this.angleRad = angleRad.clone();
    this.injectionMw = injectionMw.clone();
    this.priceUsdPerMwh = priceUsdPerMwh.clone();
    this.dualUsdPerMwh = dualUsdPerMwh.clone();
  }

  void requireFits(NetworkModel network) {
    if (angleRad.length != network.buses()
        || injectionMw.length != network.buses()
        || priceUsdPerMwh.length != network.buses()
        || dualUsdPerMwh.length != network.branches()) {
      throw new IllegalArgumentException(
          ("A network of %d buses and %d branches has no solution of %d angles, %d injections, %d"
                  + " prices and %d line duals.")
              .formatted(
                  network.buses(),
                  network.branches(),
                  angleRad.length,
                  injectionMw.length,
                  priceUsdPerMwh.length,
                  dualUsdPerMwh.length));
    }
  }

  double angleRad(int bus) {
    return angleRad[bus];
  }

  double injectionMw(int bus) {
    return injectionMw[bus];
  }

  double priceUsdPerMwh(int bus) {
    return priceUsdPerMwh[bus];
  }

  double dualUsdPerMwh(int branch) {
    return dualUsdPerMwh[branch];
  }
}
