package io.wattmesh.agents.scenario;

import io.wattmesh.agents.profile.LocalMoment;
import io.wattmesh.agents.profile.Profile;
import io.wattmesh.agents.profile.ShippedProfiles;
import java.util.Arrays;
import java.util.Map;

/** The fraction of the case's load that is drawn in each interval of a scenario. */
final class BulkShape {
  static final int HOURS = 24;

  private BulkShape() {}

  static double[] of(Scenario scenario) {
    return scenario.bulk().hourly().isEmpty() ? byProfiles(scenario) : byHour(scenario);
  }

  private static double[] byHour(Scenario scenario) {
    double[] fractions = new double[scenario.intervals()];
    for (int k = 0; k < fractions.length; k++) {
      int hour = LocalMoment.of(scenario.localSeconds(k)).hour();
      fractions[k] = scenario.bulk().hourly().get(hour);
    }
    return fractions;
  }

  private static double[] byProfiles(Scenario scenario) {
    double[] mixed = new double[scenario.intervals()];
    scenario.bulk().profileWeights().entrySet().stream()
        // In order of their names, so that the sum does not depend on the map's order.
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> add(mixed, scenario, entry.getKey(), entry.getValue()));
    return scaled(mixed, scenario.bulk().low(), scenario.bulk().high());
  }

  private static void add(double[] mixed, Scenario scenario, String shape, double weight) {
    Profile profile = ShippedProfiles.shape(shape);
    double[] values = new double[mixed.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = profile.mean(scenario.localSeconds(k), scenario.intervalSeconds());
    }
    double mean = Arrays.stream(values).average().orElse(1);
    for (int k = 0; k < values.length; k++) {
      mixed[k] += weight * values[k] / mean;
    }
  }

  /** Stretched so that the least value becomes low and the greatest high; a flat one is high. */
  private static double[] scaled(double[] values, double low, double high) {
    double least = Arrays.stream(values).min().orElse(0);
    double greatest = Arrays.stream(values).max().orElse(0);
    double range = greatest - least;
    return Arrays.stream(values)
        .map(value -> range == 0 ? high : low + (high - low) * (value - least) / range)
        .toArray();
  }
}
