package io.wattmesh.agents.strategy;

import io.wattmesh.agents.curve.CurveText;
import io.wattmesh.agents.device.ThermalGenerator;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.List;

/** A power station of the grid case, offering its cost curve. */
public final class GeneratorProvider implements MarketAgentProvider {
  private static final List<ConfigKey> KEYS =
      SiteKeys.join(
          List.of(
              new ConfigKey(
                  "curve", "", "the offer, \"MW @ $/MWh, ...\" from least to most power")),
          SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "generator";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "A power station that offers its marginal cost.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    ThermalGenerator station = config.parse("curve", GeneratorProvider::station, "an offer");
    return new DeviceAgent(List.of(station), SiteKeys.memory(config));
  }

  private static ThermalGenerator station(String offer) {
    return new ThermalGenerator(CurveText.parse(offer));
  }
}
