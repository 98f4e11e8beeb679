package io.wattmesh.agents.scenario;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.ConfigKey;
import io.wattmesh.agents.spi.DeviceLimits;
import io.wattmesh.agents.spi.MarketAgentProvider;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Completes participants: configuration that all share, seed, limits and deposit. */
final class ParticipantPlanner {
  /** A few intervals are open at once: bid for, cleared, metered and not yet settled. */
  private static final int OPEN_INTERVALS = 4;

  /** Over the whole scenario prices average less than a tenth of the cap. */
  private static final int MEAN_PRICE_DIVISOR = 10;

  private static final long LEAST_DEPOSIT_MICROS = 1_000_000;

  private final Scenario scenario;
  private final Map<String, String> shared;

  ParticipantPlanner(Scenario scenario) {
    this.scenario = scenario;
    BigDecimal cap = BigDecimal.valueOf(scenario.priceCapMicrosPerMwh(), 6);
    this.shared =
        Map.of(
            "price-cap",
            cap.stripTrailingZeros().toPlainString(),
            "utc-offset-hours",
            Integer.toString(scenario.utcOffsetHours()));
  }

  ParticipantPlan plan(ParticipantId id, int bus, String agent, Map<String, String> config) {
    return plan(id, bus, agent, config, OptionalLong.empty());
  }

  ParticipantPlan plan(
      ParticipantId id, int bus, String agent, Map<String, String> config, OptionalLong deposit) {
    MarketAgentProvider provider = MarketAgents.find(agent);
    var full = new TreeMap<>(config);
    for (ConfigKey key : provider.configKeys()) {
      if (shared.containsKey(key.name())) {
        full.putIfAbsent(key.name(), shared.get(key.name()));
      }
    }
    long seed = new Draws(scenario.seed(), "agent-" + id).bits("seed");
    DeviceLimits limits = provider.create(new AgentSetup(id, seed, full)).limits();
    long depositMicros = deposit.orElseGet(() -> usualDepositMicros(limits));
    return new ParticipantPlan(id, bus, agent, full, seed, limits, depositMicros);
  }

  /** Enough for the open intervals at the price cap, and for all others at a tenth of it. */
  private long usualDepositMicros(DeviceLimits limits) {
    long watts = Math.max(Math.abs(limits.minWatts()), Math.abs(limits.maxWatts()));
    long joules = Math.multiplyExact(watts, (long) scenario.intervalSeconds());
    long interval = EnergyPayment.ceilMicros(joules, scenario.priceCapMicrosPerMwh());
    long times = OPEN_INTERVALS * (long) MEAN_PRICE_DIVISOR + scenario.intervals();
    return Math.max(Math.multiplyExact(interval, times) / MEAN_PRICE_DIVISOR, LEAST_DEPOSIT_MICROS);
  }
}
