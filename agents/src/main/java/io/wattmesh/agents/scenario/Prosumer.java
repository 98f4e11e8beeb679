package io.wattmesh.agents.scenario;

import io.wattmesh.agents.profile.Profile;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Map;

/**
 * A household or business that the seeded rule made.
 *
 * @param agent its agent's provider
 * @param config its agent's configuration
 * @param load what it draws unasked
 */
record Prosumer(ParticipantId id, String agent, Map<String, String> config, Load load) {
  /**
   * Inflexible consumption.
   *
   * @param profileWatts consumption at scale 1, W
   * @param phaseSeconds how much later than the profile the day runs
   */
  record Load(Profile profileWatts, double scale, int phaseSeconds) {}
}
