package io.wattmesh.agents.scenario;

import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A participant that the scenario names.
 *
 * @param where file and line, for messages
 * @param agent the name of its agent's provider
 * @param config its agent's configuration
 * @param depositMicros its initial deposit, micro-tokens, if not the usual one
 */
public record ParticipantSpec(
    String where,
    ParticipantId id,
    int bus,
    String agent,
    Map<String, String> config,
    OptionalLong depositMicros) {
  public ParticipantSpec {
    config = Map.copyOf(config);
  }
}
