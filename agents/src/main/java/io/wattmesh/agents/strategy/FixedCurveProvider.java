package io.wattmesh.agents.strategy;

import io.wattmesh.agents.curve.CurveText;
import io.wattmesh.agents.device.StandingCurve;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import io.wattmesh.proto.model.BidCurve;
import java.util.List;

/** A curve given in words, for small markets and tests. */
public final class FixedCurveProvider implements MarketAgentProvider {
  private static final List<ConfigKey> KEYS =
      SiteKeys.join(
          List.of(new ConfigKey("curve", "", "the bid, \"MW @ $/MWh, ...\" by rising power")),
          SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "fixed-curve";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "Bids a curve given in its configuration, in every interval.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    BidCurve curve = config.parse("curve", CurveText::parse, "a bid curve");
    return new DeviceAgent(List.of(new StandingCurve(curve)), SiteKeys.memory(config));
  }
}
