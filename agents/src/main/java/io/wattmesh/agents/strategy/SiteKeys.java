package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.Battery;
import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.device.LoadValue;
import io.wattmesh.agents.device.SolarPanels;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.ShippedProfiles;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.ArrayList;
import java.util.List;

/** The configuration keys that kinds of agents share, and the devices that they stand for. */
final class SiteKeys {
  static final ConfigKey PRICE_CAP =
      new ConfigKey("price-cap", "1000", "the market's price cap, 20 to 1000000 $/MWh");

  static final List<ConfigKey> CLOCK_AND_PRICES =
      List.of(
          PRICE_CAP,
          new ConfigKey("expected-price", "25", "price expected before any is known, $/MWh"),
          new ConfigKey("utc-offset-hours", "0", "hours that the local clock is ahead of UTC"));

  static final List<ConfigKey> SOLAR =
      List.of(
          new ConfigKey("solar-kw", "0", "installed solar power, kW; 0 for none"),
          new ConfigKey("solar-profile", "1", "whose roof the sun shines on, house 1 to 5"));

  static final List<ConfigKey> BATTERY =
      List.of(
          new ConfigKey("battery-kwh", "0", "usable battery capacity, kWh; 0 for none"),
          new ConfigKey("battery-kw", "0", "battery power both ways, kW"));

  private static final List<String> PLANNING_WAYS = List.of("prices", "horizon");

  static final List<ConfigKey> PLANNING =
      List.of(
          new ConfigKey(
              "planning",
              "prices",
              "who plans what can wait: prices (the agent, by expected prices) or horizon (the"
                  + " aggregator, over the coming intervals; one device of a site)"),
          new ConfigKey("horizon-intervals", "24", "how many intervals are planned, 1 to 288"));

  /** Streams of an agent's randomness; a new kind of error takes a new number. */
  static final int LOAD_STREAM = 1;

  static final int SOLAR_STREAM = 2;
  static final int VEHICLE_STREAM = 3;

  private static final double SOLAR_ERROR_BOUND = 0.2;
  private static final double BATTERY_ONE_WAY_EFFICIENCY = 0.95;
  private static final double BATTERY_WEAR_DOLLARS = 5;
  private static final double INITIAL_FRACTION = 0.5;
  private static final double MAX_KW = 1e6;

  private SiteKeys() {}

  @SafeVarargs
  static List<ConfigKey> join(List<ConfigKey>... lists) {
    var all = new ArrayList<ConfigKey>();
    for (List<ConfigKey> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }

  static LoadValue loadValue(AgentConfig config) {
    return new LoadValue(config.number(PRICE_CAP.name(), 20, 1e6));
  }

  /** Over how many intervals the aggregator plans; 0 if it does not. */
  static int horizonIntervals(AgentConfig config) {
    int intervals = config.integer("horizon-intervals", 1, HorizonRequest.MAX_INTERVALS);
    return config.choice("planning", PLANNING_WAYS).equals("horizon") ? intervals : 0;
  }

  static PriceMemory memory(AgentConfig config) {
    double cap = loadValue(config).priceCapDollarsPerMwh();
    return new PriceMemory(
        config.number("expected-price", -cap, cap),
        cap,
        config.integer("utc-offset-hours", -14, 14));
  }

  static void addSolar(AgentConfig config, long seed, List<Device> devices) {
    double ratedKw = config.number("solar-kw", 0, MAX_KW);
    int house = config.integer("solar-profile", 1, ShippedProfiles.HOUSES);
    if (ratedKw > 0) {
      var error = new ForecastError(seed + SOLAR_STREAM, SOLAR_ERROR_BOUND);
      devices.add(new SolarPanels(ShippedProfiles.houseSolarWattsPerKw(house), ratedKw, error));
    }
  }

  static void addBattery(AgentConfig config, List<Device> devices) {
    double kwh = config.number("battery-kwh", 0, MAX_KW);
    double kw = config.number("battery-kw", 0, MAX_KW);
    if (kwh > 0 && kw > 0) {
      var rating = new Battery.Rating(kwh, kw, BATTERY_ONE_WAY_EFFICIENCY, BATTERY_WEAR_DOLLARS);
      devices.add(new Battery(rating, INITIAL_FRACTION));
    }
  }
}
