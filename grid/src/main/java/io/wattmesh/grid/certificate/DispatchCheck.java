package io.wattmesh.grid.certificate;

import java.util.Optional;

/** Whether a certificate's dispatch can be carried: shapes, angles, limits, balances, energy. */
final class DispatchCheck {
  private final NetworkModel network;
  private final ClearingCertificate certificate;

  DispatchCheck(NetworkModel network, ClearingCertificate certificate) {
    this.network = network;
    this.certificate = certificate;
  }

  Optional<Verdict> shapes(int busesWithBids) {
    if (certificate.fits(network) && busesWithBids == network.buses()) {
      return Optional.empty();
    }
    return refuse(
        Reason.SHAPE,
        ("The network has %d buses and %d branches; the certificate has %s, and bids came for %d"
                + " buses.")
            .formatted(network.buses(), network.branches(), certificate.shape(), busesWithBids));
  }

  /** Ranges in which lambda_f - lambda_t + mu can be summed without overflow. */
  Optional<Verdict> valueRanges() {
    for (int bus = 0; bus < network.buses(); bus++) {
      long price = certificate.pricePicosPerMwh(bus);
      if (beyond(price, CertificateRules.MAX_PRICE_PICOS)) {
        return refuse(
            Reason.VALUE_RANGE,
            "The price of bus %d, %d pico-$/MWh, lies beyond +-%d."
                .formatted(network.busNumber(bus), price, CertificateRules.MAX_PRICE_PICOS));
      }
    }
    for (int branch = 0; branch < network.branches(); branch++) {
      long dual = certificate.dualPicosPerMwh(branch);
      if (beyond(dual, CertificateRules.MAX_DUAL_PICOS)) {
        return refuse(
            Reason.VALUE_RANGE,
            "%s has a dual of %d pico-$/MWh, beyond +-%d."
                .formatted(network.branchName(branch), dual, CertificateRules.MAX_DUAL_PICOS));
      }
    }
    return Optional.empty();
  }

  /** The box without which the gap bound would prove nothing. */
  Optional<Verdict> angles() {
    for (int bus = 0; bus < network.buses(); bus++) {
      long angle = certificate.anglePicoRad(bus);
      boolean isReference = network.referenceBus(network.islandOfBus(bus)) == bus;
      long limit = isReference ? 0 : CertificateRules.MAX_ANGLE_PICO_RAD;
      if (beyond(angle, limit)) {
        return refuse(
            Reason.ANGLE_BOX,
            "The angle of bus %d, %d pico-rad from its reference, lies beyond +-%d."
                .formatted(network.busNumber(bus), angle, limit));
      }
    }
    return Optional.empty();
  }

  Optional<Verdict> limits(Flows flows) {
    long tolerance = CertificateRules.LIMIT_TOLERANCE_WATTS;
    for (int branch = 0; branch < network.branches(); branch++) {
      long flow = flows.flowWatts(branch);
      boolean above =
          network.hasUpperLimit(branch) && flow > network.maxFlowWatts(branch) + tolerance;
      boolean below =
          network.hasLowerLimit(branch) && flow < network.minFlowWatts(branch) - tolerance;
      if (above || below) {
        return refuse(
            Reason.LINE_LIMIT,
            "%s carries %d W by the angles; its limits are %d and %d W, with a tolerance of %d W."
                .formatted(
                    network.branchName(branch),
                    flow,
                    network.minFlowWatts(branch),
                    network.maxFlowWatts(branch),
                    tolerance));
      }
    }
    return Optional.empty();
  }

  Optional<Verdict> balances(Flows flows) {
    for (int bus = 0; bus < network.buses(); bus++) {
      long injection = certificate.injectionWatts(bus);
      long excess = Math.subtractExact(injection, flows.outflowWatts(bus));
      if (beyond(excess, CertificateRules.BALANCE_TOLERANCE_WATTS)) {
        return refuse(
            Reason.BUS_BALANCE,
            "Bus %d injects %d W and %d W leave it over its branches: more apart than %d W."
                .formatted(
                    network.busNumber(bus),
                    injection,
                    flows.outflowWatts(bus),
                    CertificateRules.BALANCE_TOLERANCE_WATTS));
      }
    }
    return Optional.empty();
  }

  Optional<Verdict> energy() {
    long[] sumWatts = new long[network.islands()];
    for (int bus = 0; bus < network.buses(); bus++) {
      int island = network.islandOfBus(bus);
      sumWatts[island] = Math.addExact(sumWatts[island], certificate.injectionWatts(bus));
    }
    for (int island = 0; island < sumWatts.length; island++) {
      if (sumWatts[island] != 0) {
        return refuse(
            Reason.ENERGY_NOT_CONSERVED,
            "The injections of the island of bus %d sum to %d W; they must sum to 0."
                .formatted(network.busNumber(network.referenceBus(island)), sumWatts[island]));
      }
    }
    return Optional.empty();
  }

  private static boolean beyond(long value, long limit) {
    return value > limit || value < -limit;
  }

  private static Optional<Verdict> refuse(Reason reason, String detail) {
    return Optional.of(Verdict.refused(reason, detail));
  }
}
