package io.wattmesh.agents.spi;

import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import java.util.Objects;

/**
 * What an agent is born with.
 *
 * @param participant whose account the agent bids for
 * @param seed the root of all randomness of this agent; no other participant has the same
 * @param config values by the keys that the provider names
 */
public record AgentSetup(ParticipantId participant, long seed, Map<String, String> config) {
  public AgentSetup {
    Objects.requireNonNull(participant);
    config = Map.copyOf(config);
  }
}
