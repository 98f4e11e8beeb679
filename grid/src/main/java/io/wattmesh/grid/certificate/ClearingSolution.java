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
  private final double[] share;
  private final double[] pull;
  private final double[] shareDual;

  /** A solution without a proof of choice: its certificate holds only where nothing is open. */
  public ClearingSolution(
      double[] angleRad, double[] injectionMw, double[] priceUsdPerMwh, double[] dualUsdPerMwh) {
    this(
        angleRad,
        injectionMw,
        priceUsdPerMwh,
        dualUsdPerMwh,
        new double[injectionMw.length],
        new double[injectionMw.length],
        new double[dualUsdPerMwh.length]);
  }

  /**
   * @param angleRad angle of each bus, rad; only differences within an island count
   * @param injectionMw net injection of each bus, MW
   * @param priceUsdPerMwh lambda of each bus, $/MWh
   * @param dualUsdPerMwh signed net dual of each branch, $/MWh: positive at the upper limit
   * @param share for each bus the fraction that proves the shares of tied steps
   * @param pull for each bus the angle that proves the choice of prices, $/MWh per MW/rad
   * @param shareDual for each branch the dual that proves the shares
   */
  public ClearingSolution(
      double[] angleRad,
      double[] injectionMw,
      double[] priceUsdPerMwh,
      double[] dualUsdPerMwh,
      double[] share,
      double[] pull,
      double[] shareDual) {
    this.angleRad = angleRad.clone();
    this.injectionMw = injectionMw.clone();
    this.priceUsdPerMwh = priceUsdPerMwh.clone();
    this.dualUsdPerMwh = dualUsdPerMwh.clone();
    this.share = share.clone();
    this.pull = pull.clone();
    this.shareDual = shareDual.clone();
  }

  void requireFits(NetworkModel network) {
    if (angleRad.length != network.buses()
        || injectionMw.length != network.buses()
        || priceUsdPerMwh.length != network.buses()
        || dualUsdPerMwh.length != network.branches()
        || share.length != network.buses()
        || pull.length != network.buses()
        || shareDual.length != network.branches()) {
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

  double share(int bus) {
    return share[bus];
  }

  double pull(int bus) {
    return pull[bus];
  }

  double shareDual(int branch) {
    return shareDual[branch];
  }
}
