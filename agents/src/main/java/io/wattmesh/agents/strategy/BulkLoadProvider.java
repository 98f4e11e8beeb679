package io.wattmesh.agents.strategy;

import io.wattmesh.agents.device.ScheduledLoad;
import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgentProvider;
import java.util.Arrays;
import java.util.List;

/** What a bus draws beside the participants that have devices. */
public final class BulkLoadProvider implements MarketAgentProvider {
  private static final List<ConfigKey> KEYS =
      SiteKeys.join(
          List.of(
              new ConfigKey(
                  "schedule-watts", "", "drawn power, W, by interval, joined by commas; repeats")),
          SiteKeys.CLOCK_AND_PRICES);

  @Override
  public String name() {
    return "bulk-load";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public String description() {
    return "A bus's inelastic load that follows a list of powers, one an interval.";
  }

  @Override
  public List<ConfigKey> configKeys() {
    return KEYS;
  }

  @Override
  public MarketAgent create(AgentSetup setup) {
    var config = new AgentConfig(this, setup);
    long[] watts = config.parse("schedule-watts", BulkLoadProvider::parseWatts, "a schedule");
    var load = new ScheduledLoad(watts, SiteKeys.loadValue(config));
    return new DeviceAgent(List.of(load), SiteKeys.memory(config));
  }

  private static long[] parseWatts(String schedule) {
    long[] watts =
        Arrays.stream(schedule.split(",", -1))
            .map(String::strip)
            .mapToLong(Long::parseLong)
            .toArray();
    for (long drawn : watts) {
      if (drawn < 0) {
        throw new IllegalArgumentException("drawn power " + drawn + " W is negative");
      }
    }
    return watts;
  }
}
