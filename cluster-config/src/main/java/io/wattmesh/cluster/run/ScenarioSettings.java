package io.wattmesh.cluster.run;

import io.wattmesh.agents.scenario.ProsumerSpec;
import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.cluster.market.UsageErrorException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A scenario with what the command line sets otherwise. Fewer intervals leave the scenario as it
 * is, so that the first intervals of a short run are those of the whole one; more extend it.
 */
public final class ScenarioSettings {
  private static final int MAX_DEVICES = 10_000_000;

  private ScenarioSettings() {}

  /**
   * @throws UsageErrorException if a number is out of range
   */
  public static Scenario override(
      Scenario scenario, OptionalInt intervals, OptionalInt devices, OptionalLong seed) {
    if (intervals.orElse(1) < 1) {
      throw new UsageErrorException("--intervals %d: at least 1.".formatted(intervals.getAsInt()));
    }
    if (devices.orElse(0) < 0) {
      throw new UsageErrorException("--devices %d: at least 0.".formatted(devices.getAsInt()));
    }
    if (devices.orElse(0) > MAX_DEVICES) {
      throw new UsageErrorException(
          "--devices %d: at most %d.".formatted(devices.getAsInt(), MAX_DEVICES));
    }
    ProsumerSpec prosumers = scenario.prosumers();
    return new Scenario(
        scenario.name(),
        scenario.description(),
        scenario.source(),
        seed.orElse(scenario.seed()),
        scenario.start(),
        scenario.utcOffsetHours(),
        Math.max(scenario.intervals(), intervals.orElse(0)),
        scenario.intervalSeconds(),
        scenario.priceCapMicrosPerMwh(),
        scenario.validators(),
        scenario.validatorChanges(),
        scenario.grid(),
        scenario.generators(),
        scenario.bulk(),
        new ProsumerSpec(
            devices.orElse(prosumers.count()),
            prosumers.businessShare(),
            prosumers.solarShare(),
            prosumers.batteryShare(),
            prosumers.vehicleShare(),
            prosumers.heatPumpShare(),
            prosumers.planning()),
        scenario.participants(),
        scenario.aggregators(),
        scenario.credit(),
        scenario.sealedBids(),
        scenario.auditors(),
        scenario.governance());
  }
}
