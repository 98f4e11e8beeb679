package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.agents.profile.UsualPrices;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.HashMap;
import java.util.Map;

/**
 * What a bus's prices will be, from those that were: of each time of day, what it brought last;
 * where that is not known, a usual day's shape through the last price.
 */
public final class PriceForecast {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final double MICROS_PER_DOLLAR = 1e6;

  /** Before any price is known, $/MWh. */
  private static final double FIRST_DOLLARS = 25;

  private final MarketSchedule schedule;
  private final Map<Long, Double> dollarsBySecondOfDay = new HashMap<>();
  private double meanDollars = FIRST_DOLLARS;

  public PriceForecast(MarketSchedule schedule) {
    this.schedule = schedule;
  }

  private long secondsOf(long interval) {
    return Math.floorDiv(schedule.deliveryMillis(interval), 1000L);
  }

  /** The price of an interval has become known. */
  public void learn(long interval, long priceMicrosPerMwh) {
    long seconds = secondsOf(interval);
    double dollars = priceMicrosPerMwh / MICROS_PER_DOLLAR;
    dollarsBySecondOfDay.put(Math.floorMod(seconds, SECONDS_PER_DAY), dollars);
    meanDollars = dollars / UsualPrices.relativeAt(seconds);
  }

  /** Expected prices of so many intervals from a first one on, $/MWh. */
  public double[] expect(long firstInterval, int intervals) {
    double[] dollars = new double[intervals];
    for (int t = 0; t < intervals; t++) {
      long seconds = secondsOf(firstInterval + t);
      Double known = dollarsBySecondOfDay.get(Math.floorMod(seconds, SECONDS_PER_DAY));
      dollars[t] = known != null ? known : meanDollars * UsualPrices.relativeAt(seconds);
    }
    return dollars;
  }
}
