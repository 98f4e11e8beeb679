package io.wattmesh.grid.certificate;

import java.util.List;
import java.util.Optional;

/**
 * Checks that a clearing is the one of all equal optima that the published rules name. It is asked
 * of certificates that {@link CertificateChecker} has accepted, works in one pass over buses,
 * branches and bids, in integers, and solves nothing: the multipliers travel with the certificate.
 *
 * <p><b>Shares.</b> Of all optimal dispatches, the one that minimises the sum over buses of w f^2 /
 * 2, where w is the width of the bus's tied steps (steps at its price) and f the fraction of them
 * that is taken. So tied steps stand at one fraction wherever the network lets them. Proof: a price
 * nu a bus and a dual kappa a branch with
 *
 * <pre>
 *   f = nu held within 0 to 1                            at each bus with tied steps
 *   sum A b (nu_from - nu_to + kappa) = 0                at each bus
 *   kappa = 0, or of the sign of the limit that the flow is at; of any sign on priced branches
 * </pre>
 *
 * <p><b>Prices.</b> Of all prices that support the dispatch, those with the least sum of squares.
 * Proof: an angle z a bus, which makes flows g = b (z_from - z_to) and what leaves a bus s, with
 *
 * <pre>
 *   price = s              where bids leave the price open
 *   price &lt;= s             only where a step or slope keeps the price from rising
 *   price &gt;= s             only where a step or slope keeps the price from falling
 *   g = 0                  on priced branches; of one sign at limits
 * </pre>
 *
 * <p>These are the optimality conditions of the projection of zero onto the prices that support the
 * dispatch; since projections don't stretch distances, prices that meet them within a tolerance a
 * bus are, in the sum of squares, as near to the rule's.
 */
public final class ChoiceChecker {
  private final NetworkModel network;
  private final ClearingCertificate certificate;
  private final ChoiceProof proof;
  private final Flows flows;

  private ChoiceChecker(NetworkModel network, ClearingCertificate certificate) {
    this.network = network;
    this.certificate = certificate;
    this.proof = certificate.choice();
    this.flows = Flows.of(network, certificate::anglePicoRad);
  }

  /**
   * Judges a certificate whole: that it is optimal, and that it is the optimum of the rules.
   *
   * @param bids the standing bids of each bus, in the network's bus order
   */
  public static Verdict check(
      NetworkModel network, ClearingCertificate certificate, List<BusBids> bids) {
    Verdict verdict = CertificateChecker.check(network, certificate, bids);
    return verdict.isValid() ? refusal(network, certificate, bids).orElse(verdict) : verdict;
  }

  private static Optional<Verdict> refusal(
      NetworkModel network, ClearingCertificate certificate, List<BusBids> bids) {
    try {
      var checker = new ChoiceChecker(network, certificate);
      return checker.limitsOfDuals().or(checker::shareStationarity).or(() -> checker.buses(bids));
    } catch (ArithmeticException e) {
      return Optional.of(Verdict.refused(Reason.OVERFLOW, e.getMessage()));
    }
  }

  private boolean atMaximum(int branch, long toleranceWatts) {
    return network.hasUpperLimit(branch)
        && flows.flowWatts(branch) >= network.maxFlowWatts(branch) - toleranceWatts;
  }

  private boolean atMinimum(int branch, long toleranceWatts) {
    return network.hasLowerLimit(branch)
        && flows.flowWatts(branch) <= network.minFlowWatts(branch) + toleranceWatts;
  }

  private int priced(int branch) {
    long dual = certificate.dualPicosPerMwh(branch);
    return Math.abs(dual) <= CertificateRules.PRICED_DUAL_PICOS ? 0 : Long.signum(dual);
  }

  private Optional<Verdict> limitsOfDuals() {
    for (int branch = 0; branch < network.branches(); branch++) {
      int priced = priced(branch);
      boolean upper = atMaximum(branch, CertificateRules.AT_LIMIT_WATTS);
      boolean lower = atMinimum(branch, CertificateRules.AT_LIMIT_WATTS);
      if ((priced > 0 && !upper) || (priced < 0 && !lower)) {
        return Optional.of(
            shares(
                "Branch %d has a price, but its flow of %d W is not at its limit."
                    .formatted(branch, flows.flowWatts(branch))));
      }
      int kappa = Long.signum(proof.shareDualPicos(branch));
      if (priced == 0 && ((kappa > 0 && !upper) || (kappa < 0 && !lower))) {
        return Optional.of(
            shares(
                "The share dual of branch %d leans on a limit that its flow of %d W is not at."
                    .formatted(branch, flows.flowWatts(branch))));
      }
      Optional<Verdict> pull = pullOf(branch, priced);
      if (pull.isPresent()) {
        return pull;
      }
    }
    return Optional.empty();
  }

  private Optional<Verdict> pullOf(int branch, int priced) {
    long pull = pullFlow(branch);
    boolean positive = pull > CertificateRules.CHOICE_TOLERANCE_PICOS;
    boolean negative = pull < -CertificateRules.CHOICE_TOLERANCE_PICOS;
    boolean held = priced != 0 && !(atMaximum(branch, 0) && atMinimum(branch, 0));
    boolean wrong =
        (held && (positive || negative))
            || (positive && atMaximum(branch, 0))
            || (negative && atMinimum(branch, 0));
    return wrong
        ? Optional.of(
            prices(
                "The pull of %d pico-$/MWh over branch %d would move its dual, so that prices nearer"
                        .formatted(pull, branch)
                    + " to zero support the dispatch."))
        : Optional.empty();
  }

  private long pullFlow(int branch) {
    long difference =
        Math.subtractExact(proof.pull(network.fromBus(branch)), proof.pull(network.toBus(branch)));
    return new Int128()
        .addProduct(network.susceptanceWattsPerRad(branch), difference)
        .floorDivide(POWERS_OF_TEN[Math.min(proof.pullExponent(), 18)])
        .floorDivide(POWERS_OF_TEN[Math.max(0, proof.pullExponent() - 18)])
        .toLongExact();
  }

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int k = 1; k < POWERS_OF_TEN.length; k++) {
      POWERS_OF_TEN[k] = 10 * POWERS_OF_TEN[k - 1];
    }
  }

  private Optional<Verdict> shareStationarity() {
    var sums = new Int128Array(network.buses());
    var weights = new Int128Array(network.buses());
    for (int branch = 0; branch < network.branches(); branch++) {
      int from = network.fromBus(branch);
      int to = network.toBus(branch);
      long susceptance = network.susceptanceWattsPerRad(branch);
      long pull =
          Math.addExact(
              Math.subtractExact(proof.sharePicos(from), proof.sharePicos(to)),
              proof.shareDualPicos(branch));
      sums.addProduct(from, susceptance, pull);
      sums.addProduct(to, -susceptance, pull);
      long tolerance = Math.abs(susceptance);
      weights.addProduct(from, tolerance, CertificateRules.SHARE_TOLERANCE_PICOS);
      weights.addProduct(to, tolerance, CertificateRules.SHARE_TOLERANCE_PICOS);
    }
    for (int bus = 0; bus < network.buses(); bus++) {
      if (weights.get(bus).add(sums.get(bus).abs().negate()).signum() < 0) {
        return Optional.of(
            shares(
                "At bus %d the multipliers of the shares do not balance."
                    .formatted(network.busNumber(bus))));
      }
    }
    return Optional.empty();
  }

  private Optional<Verdict> buses(List<BusBids> bids) {
    long[] outflow = new long[network.buses()];
    for (int branch = 0; branch < network.branches(); branch++) {
      long pull = pullFlow(branch);
      int from = network.fromBus(branch);
      int to = network.toBus(branch);
      outflow[from] = Math.addExact(outflow[from], pull);
      outflow[to] = Math.subtractExact(outflow[to], pull);
    }
    var choice = new BusChoice();
    for (int bus = 0; bus < network.buses(); bus++) {
      choice.look(
          bids.get(bus), certificate.pricePicosPerMwh(bus), certificate.injectionWatts(bus));
      if (!choice.hasShare(proof.sharePicos(bus))) {
        return Optional.of(
            shares(
                "Bus %d takes %d of %d W of its tied steps; the multipliers prove another share."
                    .formatted(network.busNumber(bus), choice.takenWatts(), choice.stepWatts())));
      }
      long pull = Math.subtractExact(outflow[bus], certificate.pricePicosPerMwh(bus));
      if ((pull > CertificateRules.CHOICE_TOLERANCE_PICOS && !choice.keepsFromRising())
          || (pull < -CertificateRules.CHOICE_TOLERANCE_PICOS && !choice.keepsFromFalling())) {
        return Optional.of(
            prices(
                "The price of bus %d is pulled by %d pico-$/MWh, and no bid holds it."
                    .formatted(network.busNumber(bus), pull)));
      }
    }
    return Optional.empty();
  }

  private static Verdict shares(String detail) {
    return Verdict.refused(Reason.SHARES_NOT_BY_RULE, detail);
  }

  private static Verdict prices(String detail) {
    return Verdict.refused(Reason.PRICES_NOT_BY_RULE, detail);
  }
}
