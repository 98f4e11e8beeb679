package io.wattmesh.grid.certificate;

import java.util.List;
import java.util.Optional;

/**
 * Checks a clearing certificate in one pass over buses, branches and bids: no solver, integers
 * alone, the same verdict on every machine.
 *
 * <p>Why it proves what it says (weak duality). For any prices lambda and duals mu of the right
 * sign, the cost of every feasible dispatch is at least the minimum of the Lagrangian, in which
 * bids, angles and limits fall apart:
 *
 * <pre>
 *   cost - optimum &lt;=  sum over bids      best profit at lambda - profit at q   (regret)
 *                    + sum over branches  |mu (limit - flow)|
 *                    + sum over buses     2 pi |rho|             (|angle| &lt;= pi is checked)
 *                    + sum over islands   |sum of lambda x imbalance|
 *                    + sum over branches  |d| x 1/2 W            (rounding of flows)
 * </pre>
 *
 * <p>A small gap does not make prices tight, so each bus's injection must also be what its bids
 * give within the window around its price, and each island's bids together must give zero. A shift
 * of prices by more than the window is refused wherever a bid is elastic by more than the watt to
 * which injections are rounded, or stands on a step. Where every bid is at a vertical part of its
 * curve the prices are not unique, and which of them is chosen is not checked here.
 */
public final class CertificateChecker {
  private CertificateChecker() {}

  /**
   * Judges a certificate. Whether its interval and books root are those of the ledger is for the
   * ledger to compare.
   *
   * @param bids the standing bids of each bus, in the network's bus order
   */
  public static Verdict check(
      NetworkModel network, ClearingCertificate certificate, List<BusBids> bids) {
    try {
      var dispatch = new DispatchCheck(network, certificate);
      return dispatch
          .shapes(bids.size())
          .or(dispatch::valueRanges)
          .or(dispatch::angles)
          .orElseGet(() -> checkFlows(network, certificate, bids, dispatch));
    } catch (ArithmeticException e) {
      return Verdict.refused(Reason.OVERFLOW, e.getMessage());
    }
  }

  private static Verdict checkFlows(
      NetworkModel network,
      ClearingCertificate certificate,
      List<BusBids> bids,
      DispatchCheck dispatch) {
    Flows flows = Flows.of(network, certificate::anglePicoRad);
    var lines = new LineSide(network, certificate, flows);
    var bidders = new BidSide(network, certificate, flows);
    Optional<Verdict> refusal = dispatch.limits(flows);
    return refusal
        .or(() -> dispatch.balances(flows))
        .or(dispatch::energy)
        .or(lines::dualSigns)
        .or(() -> bidders.prices(bids))
        .or(bidders::islandPrices)
        .orElseGet(() -> checkGap(lines, bidders));
  }

  private static Verdict checkGap(LineSide lines, BidSide bidders) {
    Int128 gapAttos = lines.gapAttos().add(bidders.gapAttos());
    long gapMicros = gapAttos.ceilDivide(CertificateRules.ATTOS_PER_MICRO).toLongSaturated();
    Int128 volumeAttos = bidders.volumeAttos();
    long volumeMicros = volumeAttos.floorDivide(CertificateRules.ATTOS_PER_MICRO).toLongExact();
    GapBound gap = GapBound.of(gapMicros, volumeMicros);
    Reason reason = gap.isWithinTolerance() ? Reason.VALID : Reason.GAP;
    String detail =
        ("The dispatch is proven within %d micro-$/h of the optimum of a market of %d micro-$/h; %d"
                + " are allowed.")
            .formatted(gapMicros, volumeMicros, gap.toleranceMicrosPerHour());
    return new Verdict(reason, detail, gap, lines.bindingBranches());
  }
}
