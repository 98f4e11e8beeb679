package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.ArrayList;
import java.util.List;

/** Solar panels without a home behind them. */
public final class SolarParkProvider implements MarketAgentProvider {
  private static final List<ConfigKey> KEYS =
      SiteKeys.join(SiteKeys.SOLAR, SiteKeys.BATTERY, SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "solar-park";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "A field of solar panels, with a battery if it has one.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    var devices = new ArrayList<Device>();
    SiteKeys.addSolar(config, setup.seed(), devices);
    SiteKeys.addBattery(config, devices);
    return new DeviceAgent(devices, SiteKeys.memory(config));
  }
}
