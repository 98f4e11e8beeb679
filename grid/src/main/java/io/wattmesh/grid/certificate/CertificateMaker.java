package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Rounds a solver's result into a clearing certificate: the one place where doubles become market
 * integers.
 *
 * <p>The rule:
 *
 * <ol>
 *   <li>Prices and line duals go to the nearest 1e-12 $/MWh (ties to even). A dual of a sign for
 *       which the branch has no limit becomes 0.
 *   <li>Angles are taken from their island's reference and go to the nearest 1e-12 rad; flows are
 *       recomputed from them as the checker does.
 *   <li>Injections go to the nearest watt, then into the window that the bus's bids give at the
 *       rounded price and that the balance tolerance leaves around the recomputed flows.
 *   <li>What an island's injections then miss of zero is spread by {@link InjectionSpread}.
 *   <li>Shares and their duals go to the nearest 1e-12, pulls to the nearest unit of the finest
 *       decimal scale at which all stay below 2e18.
 * </ol>
 *
 * <p>Nothing here can make a wrong solution right; the checker decides.
 */
public final class CertificateMaker {
  private static final double PICOS_PER_UNIT = 1e12;
  private static final double WATTS_PER_MEGAWATT = 1e6;

  /** Beyond this a double no longer fits a long. */
  private static final double MAX_ROUNDABLE = 9.2e18;

  /** Two of these and their difference fit a long. */
  private static final double MAX_PULL = 2e18;

  private final NetworkModel network;
  private final ClearingSolution solution;
  private final ResponseWindow window;

  private CertificateMaker(NetworkModel network, ClearingSolution solution, ResponseWindow window) {
    this.network = network;
    this.solution = solution;
    this.window = window;
  }

  /**
   * Makes the certificate of a solution.
   *
   * @param window what the bids of each bus give at a price; asked once a bus
   * @throws UncertifiableSolutionException if the solution is not finite, or misses balances or
   *     bids by more than rounding can mend
   */
  public static ClearingCertificate make(
      NetworkModel network,
      long interval,
      Hash booksRoot,
      ClearingSolution solution,
      ResponseWindow window) {
    solution.requireFits(network);
    return new CertificateMaker(network, solution, window).make(interval, booksRoot);
  }

  private ClearingCertificate make(long interval, Hash booksRoot) {
    long[] prices = rounded(network.buses(), solution::priceUsdPerMwh, PICOS_PER_UNIT, "price");
    long[] duals = rounded(network.branches(), solution::dualUsdPerMwh, PICOS_PER_UNIT, "dual");
    dropDualsWithoutLimit(duals);
    long[] angles = rounded(network.buses(), this::angleFromReference, PICOS_PER_UNIT, "angle");
    Flows flows = Flows.of(network, bus -> angles[bus]);
    long[] injections = injections(prices, flows);
    return new ClearingCertificate(
        interval, booksRoot, angles, injections, prices, duals, choice());
  }

  private ChoiceProof choice() {
    int exponent = pullExponent();
    double pullScale = PICOS_PER_UNIT / WATTS_PER_MEGAWATT * Math.pow(10, exponent);
    return new ChoiceProof(
        rounded(network.buses(), solution::share, PICOS_PER_UNIT, "share"),
        rounded(network.branches(), solution::shareDual, PICOS_PER_UNIT, "share dual"),
        rounded(network.buses(), solution::pull, pullScale, "pull"),
        exponent);
  }

  /** The finest scale at which every pull stays well inside 64 bits. */
  private int pullExponent() {
    double largest = 0;
    for (int bus = 0; bus < network.buses(); bus++) {
      largest =
          Math.max(largest, Math.abs(solution.pull(bus)) * PICOS_PER_UNIT / WATTS_PER_MEGAWATT);
    }
    int exponent = 0;
    while (exponent < ChoiceProof.MAX_PULL_EXPONENT && largest * 10 < MAX_PULL) {
      largest *= 10;
      exponent++;
    }
    return exponent;
  }

  private double angleFromReference(int bus) {
    int reference = network.referenceBus(network.islandOfBus(bus));
    return solution.angleRad(bus) - solution.angleRad(reference);
  }

  private void dropDualsWithoutLimit(long[] duals) {
    for (int branch = 0; branch < duals.length; branch++) {
      boolean priceable =
          duals[branch] > 0 ? network.hasUpperLimit(branch) : network.hasLowerLimit(branch);
      if (!priceable) {
        duals[branch] = 0;
      }
    }
  }

  private long[] injections(long[] prices, Flows flows) {
    long[] injections =
        rounded(network.buses(), solution::injectionMw, WATTS_PER_MEGAWATT, "injection");
    long[] low = new long[network.buses()];
    long[] high = new long[network.buses()];
    for (int bus = 0; bus < injections.length; bus++) {
      long outflow = flows.outflowWatts(bus);
      long bidLow = window.lowWatts(bus, prices[bus]);
      long bidHigh = window.highWatts(bus, prices[bus]);
      low[bus] = Math.max(bidLow, outflow - CertificateRules.BALANCE_TOLERANCE_WATTS);
      high[bus] = Math.min(bidHigh, outflow + CertificateRules.BALANCE_TOLERANCE_WATTS);
      if (low[bus] > high[bus]) {
        throw new UncertifiableSolutionException(
            ("At bus %d the bids give %d to %d W at %d pico-$/MWh, but %d W leave it over its"
                    + " branches, and %d W is all that they may differ. Solve more exactly.")
                .formatted(
                    network.busNumber(bus),
                    bidLow,
                    bidHigh,
                    prices[bus],
                    outflow,
                    CertificateRules.BALANCE_TOLERANCE_WATTS));
      }
      injections[bus] = Math.clamp(injections[bus], low[bus], high[bus]);
    }
    new InjectionSpread(network, injections, low, high).balance();
    return injections;
  }

  private static long[] rounded(int length, IntToDoubleFunction value, double scale, String what) {
    long[] result = new long[length];
    Arrays.setAll(result, index -> round(value.applyAsDouble(index), scale, what, index));
    return result;
  }

  private static long round(double value, double scale, String what, int index) {
    double scaled = Math.rint(value * scale);
    if (!(Math.abs(scaled) < MAX_ROUNDABLE)) {
      throw new UncertifiableSolutionException(
          "The %s at index %d is %s, which has no integer form. Maybe the solver diverged?"
              .formatted(what, index, value));
    }
    return (long) scaled;
  }
}
