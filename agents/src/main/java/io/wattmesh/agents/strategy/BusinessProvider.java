package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.device.InflexibleLoad;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.ShippedProfiles;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.ArrayList;
import java.util.List;

/** An office or a shop: a reference building's load, and solar panels and a battery if it has. */
public final class BusinessProvider implements MarketAgentProvider {
  private static final double LOAD_ERROR_BOUND = 0.05;

  private static final List<ConfigKey> KEYS =
      SiteKeys.join(
          List.of(
              new ConfigKey("building", "", "the kind of building, 'office' or 'shop'"),
              new ConfigKey("annual-mwh", "80", "what it uses a year, MWh"),
              new ConfigKey("elastic-fraction", "0.05", "part of the load that answers to prices")),
          SiteKeys.SOLAR,
          SiteKeys.BATTERY,
          SiteKeys.PLANNING,
          SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "business";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "An office or shop with a reference building's load, solar panels and a battery.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    var devices = new ArrayList<Device>();
    String building = config.choice("building", List.of("office", "shop"));
    devices.add(
        new InflexibleLoad(
            ShippedProfiles.buildingWattsPerMwhYear(building),
            config.number("annual-mwh", 0, 1e6),
            0,
            config.number("elastic-fraction", 0, 1),
            SiteKeys.loadValue(config),
            new ForecastError(setup.seed() + SiteKeys.LOAD_STREAM, LOAD_ERROR_BOUND)));
    SiteKeys.addSolar(config, setup.seed(), devices);
    SiteKeys.addBattery(config, devices);
    return new DeviceAgent(devices, SiteKeys.memory(config), SiteKeys.horizonIntervals(config));
  }
}
