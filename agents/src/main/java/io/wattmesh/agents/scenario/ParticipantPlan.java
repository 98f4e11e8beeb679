package io.wattmesh.agents.scenario;

import io.wattmesh.agents.spi.AgentSetup;
import io.wattmesh.agents.spi.DeviceLimits;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.agents.spi.MarketAgents;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One participant of an expanded scenario.
 *
 * @param bus the number of its bus in the case
 * @param agent the name of its agent's provider
 * @param config its agent's configuration
 * @param seed the root of its agent's randomness
 * @param limits what the ledger registers
 * @param depositMicros what its account begins with, micro-tokens
 */
public record ParticipantPlan(
    ParticipantId id,
    int bus,
    String agent,
    Map<String, String> config,
    long seed,
    DeviceLimits limits,
    long depositMicros) {
  public ParticipantPlan {
    // In order of the keys, so that whatever is made of it is the same in every process.
    config = Collections.unmodifiableSortedMap(new TreeMap<>(config));
  }

  /** A new agent in its first state. */
  public MarketAgent newAgent() {
    return MarketAgents.create(agent, new AgentSetup(id, seed, config));
  }
}
