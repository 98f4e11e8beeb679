package io.wattmesh.grid.certificate;

import io.wattmesh.proto.model.BidCurve;
import java.util.List;
import java.util.Optional;

/** The bids' part of optimality: that prices are the bids' own, regrets, and the traded value. */
final class BidSide {
  private final NetworkModel network;
  private final ClearingCertificate certificate;
  private final Flows flows;
  private final BusDispatch dispatch = new BusDispatch();
  private final Int128Array islandLowMicroWatts;
  private final Int128Array islandHighMicroWatts;
  private final Int128Array islandImbalanceYoctos;
  private final Int128 regretYoctos = new Int128();
  private final Int128 volumeYoctos = new Int128();

  BidSide(NetworkModel network, ClearingCertificate certificate, Flows flows) {
    this.network = network;
    this.certificate = certificate;
    this.flows = flows;
    this.islandLowMicroWatts = new Int128Array(network.islands());
    this.islandHighMicroWatts = new Int128Array(network.islands());
    this.islandImbalanceYoctos = new Int128Array(network.islands());
  }

  /** Checks each bus's price, and sums regrets, imbalances and values on the way. */
  Optional<Verdict> prices(List<BusBids> bids) {
    for (int bus = 0; bus < network.buses(); bus++) {
      long price = certificate.pricePicosPerMwh(bus);
      long injection = certificate.injectionWatts(bus);
      dispatch.atPrice(bids.get(bus), price);
      if (injection < dispatch.lowWatts() || injection > dispatch.highWatts()) {
        return Optional.of(unsupported(bus, injection));
      }
      dispatch.atInjection(injection);
      addBus(bus, price);
    }
    return Optional.empty();
  }

  private Verdict unsupported(int bus, long injectionWatts) {
    return Verdict.refused(
        Reason.PRICE_NOT_SUPPORTED,
        ("Bus %d injects %d W, but at its price of %d pico-$/MWh (+-%d) its %d bids give %d to %d"
                + " W.")
            .formatted(
                network.busNumber(bus),
                injectionWatts,
                certificate.pricePicosPerMwh(bus),
                CertificateRules.PRICE_WINDOW_PICOS,
                dispatch.size(),
                dispatch.lowWatts(),
                dispatch.highWatts()));
  }

  private void addBus(int bus, long price) {
    int island = network.islandOfBus(bus);
    islandLowMicroWatts.add(island, dispatch.sumLowMicroWatts());
    islandHighMicroWatts.add(island, dispatch.sumHighMicroWatts());
    long sum = 0;
    long sumOfSizes = 0;
    for (int bid = 0; bid < dispatch.size(); bid++) {
      long microWatts = dispatch.microWatts(bid);
      sum = Math.addExact(sum, microWatts);
      sumOfSizes = Math.addExact(sumOfSizes, Math.abs(microWatts));
      if (dispatch.isMarginal(bid)) {
        addRegret(dispatch.curve(bid), microWatts, price);
      }
    }
    long outflow =
        Math.multiplyExact(flows.outflowWatts(bus), CertificateRules.MICRO_WATTS_PER_WATT);
    islandImbalanceYoctos.addProduct(island, price, Math.subtractExact(sum, outflow));
    volumeYoctos.addProduct(Math.abs(price), sumOfSizes);
  }

  /**
   * Adds a bound of max_x (lambda x - C(x)) - (lambda q - C(q)): the way from q to the nearest best
   * answer times the margin at q, which is the largest on that way. For a step it is exact.
   */
  private void addRegret(BidCurve curve, long microWatts, long price) {
    long low = CurveResponse.lowMicroWatts(curve, price, true);
    long high = CurveResponse.highMicroWatts(curve, price, false);
    if (microWatts < low) {
      long margin = price - CurveResponse.priceAbovePicos(curve, microWatts);
      regretYoctos.addProduct(Math.max(0, margin), low - microWatts);
    } else if (microWatts > high) {
      long margin = CurveResponse.priceBelowPicos(curve, microWatts) - price;
      regretYoctos.addProduct(Math.max(0, margin), microWatts - high);
    }
  }

  /**
   * Whether each island's bids together give zero at its prices, in micro-W: a shift of all prices
   * that hides in the whole watts of many buses shows here.
   */
  Optional<Verdict> islandPrices() {
    for (int island = 0; island < network.islands(); island++) {
      Int128 low = islandLowMicroWatts.get(island);
      Int128 high = islandHighMicroWatts.get(island);
      if (low.signum() > 0 || high.signum() < 0) {
        String detail =
            ("The bids of the island of bus %d together give %s to %s micro-W at its prices; 0 must"
                    + " lie between.")
                .formatted(network.busNumber(network.referenceBus(island)), low, high);
        return Optional.of(Verdict.refused(Reason.ISLAND_PRICES_NOT_SUPPORTED, detail));
      }
    }
    return Optional.empty();
  }

  /**
   * What the bids add to the gap, atto-$/h: regrets and, for each island, |sum of lambda_i times
   * imbalance_i|. The imbalances of an island sum to zero, so the signed sum is the small and exact
   * term; its absolute value counts a gain from imbalance as a loss.
   */
  Int128 gapAttos() {
    Int128 sum = regretYoctos.copy();
    for (int island = 0; island < network.islands(); island++) {
      sum.add(islandImbalanceYoctos.get(island).abs());
    }
    return sum.ceilDivide(CertificateRules.YOCTOS_PER_ATTO);
  }

  /** The sum over bids of |lambda q|, atto-$/h rounded down. */
  Int128 volumeAttos() {
    return volumeYoctos.copy().floorDivide(CertificateRules.YOCTOS_PER_ATTO);
  }
}
