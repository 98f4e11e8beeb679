package io.wattmesh.ledger.market;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.MarketSchedule;

/**
 * The most that a bid can cost: the greatest withdrawal x price (or injection x negative price) of
 * any point of the curve's response, with prices up to the market's cap either way. Between two
 * points the product is bounded by the larger quantity at the worse price. A clearing's price may
 * lie a tolerance beyond a curve's own, so {@link #PRICE_MARGIN_MICROS} is added to each price.
 */
final class Collateral {
  /** The certificate's price tolerance and the rounding of prices, micro-$/MWh, rounded up. */
  private static final long PRICE_MARGIN_MICROS = 2;

  private Collateral() {}

  /**
   * @param capMicrosPerMwh the price cap
   * @param schedule tells the interval's length
   * @return micro-tokens, rounded up
   */
  static long micros(BidCurve curve, long capMicrosPerMwh, MarketSchedule schedule) {
    int last = curve.points() - 1;
    long most = 0;
    for (int k = 0; k <= last; k++) {
      long above =
          k == last ? capMicrosPerMwh : Math.min(capMicrosPerMwh, curve.priceMicrosPerMwh(k + 1));
      long below =
          k == 0 ? -capMicrosPerMwh : Math.max(-capMicrosPerMwh, curve.priceMicrosPerMwh(k - 1));
      long withdrawnWatts = Math.max(0, -curve.powerWatts(k));
      long injectedWatts = Math.max(0, curve.powerWatts(k));
      most = Math.max(most, cost(withdrawnWatts, above, schedule));
      most = Math.max(most, cost(injectedWatts, -below, schedule));
    }
    return most;
  }

  private static long cost(long watts, long priceMicrosPerMwh, MarketSchedule schedule) {
    return EnergyPayment.ceilMicros(
        schedule.energyJoules(watts), Math.max(0, priceMicrosPerMwh) + PRICE_MARGIN_MICROS);
  }
}
