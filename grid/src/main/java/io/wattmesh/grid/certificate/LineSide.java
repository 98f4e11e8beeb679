package io.wattmesh.grid.certificate;

import java.util.Optional;

/**
 * The network's part of optimality: duals and stationarity.
 *
 * <p>With d_l = lambda_from - lambda_to + mu_l, the residual at a bus is rho_i = sum over branches
 * of A_li b_l d_l, where A_li is 1 at the from bus and -1 at the to bus; it is zero at an optimum.
 */
final class LineSide {
  private static final long TWO_PI_NUMERATOR = 710;
  private static final long TWO_PI_DENOMINATOR = 113;

  private final NetworkModel network;
  private final ClearingCertificate certificate;
  private final Flows flows;

  LineSide(NetworkModel network, ClearingCertificate certificate, Flows flows) {
    this.network = network;
    this.certificate = certificate;
    this.flows = flows;
  }

  /** A positive dual needs an upper limit to price, a negative one a lower limit. */
  Optional<Verdict> dualSigns() {
    for (int branch = 0; branch < network.branches(); branch++) {
      long dual = certificate.dualPicosPerMwh(branch);
      boolean noUpper = dual > 0 && !network.hasUpperLimit(branch);
      boolean noLower = dual < 0 && !network.hasLowerLimit(branch);
      if (noUpper || noLower) {
        String detail =
            "%s has a dual of %d pico-$/MWh but no %s limit that it could price."
                .formatted(network.branchName(branch), dual, noUpper ? "upper" : "lower");
        return Optional.of(Verdict.refused(Reason.DUAL_SIGN, detail));
      }
    }
    return Optional.empty();
  }

  int bindingBranches() {
    int binding = 0;
    for (int branch = 0; branch < network.branches(); branch++) {
      boolean priced = certificate.dualPicosPerMwh(branch) != 0;
      if (priced && Math.abs(slackWatts(branch)) <= CertificateRules.LIMIT_TOLERANCE_WATTS) {
        binding++;
      }
    }
    return binding;
  }

  /** What the network adds to the gap, atto-$/h. */
  Int128 gapAttos() {
    return residualGap().add(limitGap()).add(roundingGap());
  }

  /**
   * 2 pi sum |rho_i| over all buses but the references: an angle can be no further than 2 pi from
   * where the residual would like it. 710/113 exceeds 2 pi by less than 1e-7 of it.
   */
  private Int128 residualGap() {
    var residuals = new Int128Array(network.buses());
    for (int branch = 0; branch < network.branches(); branch++) {
      long susceptance = network.susceptanceWattsPerRad(branch);
      residuals.addProduct(network.fromBus(branch), susceptance, mismatchPicos(branch));
      residuals.addProduct(network.toBus(branch), -susceptance, mismatchPicos(branch));
    }
    var sum = new Int128();
    for (int bus = 0; bus < network.buses(); bus++) {
      if (network.referenceBus(network.islandOfBus(bus)) != bus) {
        sum.add(residuals.get(bus).abs());
      }
    }
    return sum.multiply(TWO_PI_NUMERATOR).ceilDivide(TWO_PI_DENOMINATOR);
  }

  /**
   * The sum of |mu (limit - f)|: complementarity. The absolute value also counts a limit that was
   * passed within its tolerance, which a signed sum would book as a gain.
   */
  private Int128 limitGap() {
    var sum = new Int128();
    for (int branch = 0; branch < network.branches(); branch++) {
      long dual = certificate.dualPicosPerMwh(branch);
      if (dual != 0) {
        sum.add(new Int128().addProduct(dual, slackWatts(branch)).abs());
      }
    }
    return sum;
  }

  /** Half a watt times |d_l| a branch: flows are rounded, the bound is about exact ones. */
  private Int128 roundingGap() {
    var twice = new Int128();
    for (int branch = 0; branch < network.branches(); branch++) {
      twice.add(Math.abs(mismatchPicos(branch)));
    }
    return twice.ceilDivide(2);
  }

  private long mismatchPicos(int branch) {
    return certificate.pricePicosPerMwh(network.fromBus(branch))
        - certificate.pricePicosPerMwh(network.toBus(branch))
        + certificate.dualPicosPerMwh(branch);
  }

  /** From the flow to the limit that a branch's dual prices, W. */
  private long slackWatts(int branch) {
    boolean upper = certificate.dualPicosPerMwh(branch) > 0;
    long limit = upper ? network.maxFlowWatts(branch) : network.minFlowWatts(branch);
    return limit - flows.flowWatts(branch);
  }
}
