package io.wattmesh.agents.scenario;

import java.util.List;
import java.util.Map;

/**
 * What the case's loads draw over the scenario: the case's load times a shape that runs from low to
 * high. With hourly values the shape is these, as they are.
 *
 * @param enabled whether buses draw anything beside their prosumers
 * @param low the shape's least value
 * @param high the shape's greatest value
 * @param profileWeights load shapes by name and their weights, each relative to its own mean
 * @param hourly 24 values by local hour, instead of the profiles; or none
 */
public record BulkSpec(
    boolean enabled,
    double low,
    double high,
    Map<String, Double> profileWeights,
    List<Double> hourly) {
  public BulkSpec {
    profileWeights = Map.copyOf(profileWeights);
    hourly = List.copyOf(hourly);
  }
}
