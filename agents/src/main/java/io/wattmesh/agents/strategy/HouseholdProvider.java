package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.device.HeatPump;
import io.wattmesh.agents.device.InflexibleLoad;
import io.wattmesh.agents.device.Vehicle;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.OutdoorTemperature;
import io.wattmesh.agents.profile.ShippedProfiles;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.ArrayList;
import java.util.List;

/** A home: a real house's load, and what of solar panels, battery, car and heat pump it has. */
public final class HouseholdProvider implements MarketAgentProvider {
  private static final double LOAD_ERROR_BOUND = 0.1;
  private static final double VEHICLE_EFFICIENCY = 0.92;
  private static final double VEHICLE_VARIATION = 0.3;
  private static final double GAINS_WATTS = 300;
  private static final double LOW_CELSIUS = 20;
  private static final double HIGH_CELSIUS = 22.5;
  private static final double INITIAL_CELSIUS = 21;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int SECONDS_PER_HOUR = 3_600;

  private static final List<ConfigKey> KEYS =
      SiteKeys.join(
          List.of(
              new ConfigKey("house", "1", "whose load profile, house 1 to 5"),
              new ConfigKey("load-scale", "1", "size of the load relative to that house, 0 to 100"),
              new ConfigKey("phase-minutes", "0", "how much later the day runs, -720 to 720"),
              new ConfigKey("elastic-fraction", "0.1", "part of the load that answers to prices"),
              new ConfigKey("vehicle-kw", "0", "car charger's power, kW; 0 for none"),
              new ConfigKey("vehicle-kwh", "8", "what the car needs on an average day, kWh"),
              new ConfigKey("vehicle-arrives-hour", "18", "hour at which the car is plugged in"),
              new ConfigKey("vehicle-departs-hour", "7", "hour at which the car leaves"),
              new ConfigKey("heat-pump-kw", "0", "heat pump's electrical power, kW; 0 for none"),
              new ConfigKey("heat-loss-w-per-k", "150", "heat lost for each K to outside, W/K"),
              new ConfigKey("heat-capacity-kwh-per-k", "5", "thermal mass of the home, kWh/K")),
          SiteKeys.SOLAR,
          SiteKeys.BATTERY,
          SiteKeys.PLANNING,
          SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "household";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "A home with a real house's load and any of solar panels, battery, car and heat pump.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    var devices = new ArrayList<Device>();
    devices.add(load(config, setup.seed()));
    SiteKeys.addSolar(config, setup.seed(), devices);
    SiteKeys.addBattery(config, devices);
    if (config.number("vehicle-kw", 0, 1000) > 0) {
      devices.add(vehicle(config, setup.seed()));
    }
    if (config.number("heat-pump-kw", 0, 1000) > 0) {
      devices.add(heatPump(config));
    }
    return new DeviceAgent(devices, SiteKeys.memory(config), SiteKeys.horizonIntervals(config));
  }

  private static Device load(AgentConfig config, long seed) {
    return new InflexibleLoad(
        ShippedProfiles.houseLoadWatts(config.integer("house", 1, ShippedProfiles.HOUSES)),
        config.number("load-scale", 0, 100),
        config.integer("phase-minutes", -720, 720) * SECONDS_PER_MINUTE,
        config.number("elastic-fraction", 0, 1),
        SiteKeys.loadValue(config),
        new ForecastError(seed + SiteKeys.LOAD_STREAM, LOAD_ERROR_BOUND));
  }

  private static Device vehicle(AgentConfig config, long seed) {
    var habit =
        new Vehicle.Habit(
            config.number("vehicle-kw", 0, 1000),
            VEHICLE_EFFICIENCY,
            config.number("vehicle-kwh", 0, 1000),
            (int) Math.round(config.number("vehicle-arrives-hour", 0, 24) * SECONDS_PER_HOUR),
            (int) Math.round(config.number("vehicle-departs-hour", 0, 24) * SECONDS_PER_HOUR));
    return new Vehicle(
        habit,
        SiteKeys.loadValue(config),
        new ForecastError(seed + SiteKeys.VEHICLE_STREAM, VEHICLE_VARIATION));
  }

  private static Device heatPump(AgentConfig config) {
    var building =
        new HeatPump.Building(
            config.number("heat-loss-w-per-k", 1, 100_000),
            config.number("heat-capacity-kwh-per-k", 0.01, 100_000),
            GAINS_WATTS,
            LOW_CELSIUS,
            HIGH_CELSIUS);
    return new HeatPump(
        config.number("heat-pump-kw", 0, 1000),
        building,
        OutdoorTemperature.CONTINENTAL,
        SiteKeys.loadValue(config),
        INITIAL_CELSIUS);
  }
}
