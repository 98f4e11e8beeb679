package io.wattmesh.agents.scenario;

import io.wattmesh.agents.profile.Profile;
import io.wattmesh.agents.scenario.Prosumer.Load;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What prosumers are expected to draw unasked, by bus and interval. Prosumers of one bus that share
 * profile and phase are one term, so the cost hardly grows with their number.
 */
final class DeviceLoads {
  private final Scenario scenario;
  private final Map<Integer, Map<Course, Double>> scaleByBus = new LinkedHashMap<>();
  private final Map<Course, double[]> watts = new HashMap<>();

  /** A load of scale 1. Profiles are shared objects, equal only to themselves. */
  private record Course(Profile profileWatts, int phaseSeconds) {}

  DeviceLoads(Scenario scenario) {
    this.scenario = scenario;
  }

  void add(int bus, Load load) {
    scaleByBus
        .computeIfAbsent(bus, key -> new LinkedHashMap<>())
        .merge(new Course(load.profileWatts(), load.phaseSeconds()), load.scale(), Double::sum);
  }

  /** The buses with prosumers. */
  Set<Integer> buses() {
    return scaleByBus.keySet();
  }

  /** Expected load of a bus's prosumers in each interval, W. */
  double[] wattsAt(int bus) {
    double[] sum = new double[scenario.intervals()];
    scaleByBus
        .getOrDefault(bus, Map.of())
        .forEach(
            (course, scale) -> {
              double[] unit = watts.computeIfAbsent(course, this::unitWatts);
              for (int k = 0; k < sum.length; k++) {
                sum[k] += scale * unit[k];
              }
            });
    return sum;
  }

  private double[] unitWatts(Course course) {
    double[] values = new double[scenario.intervals()];
    for (int k = 0; k < values.length; k++) {
      long localSeconds = scenario.localSeconds(k) - course.phaseSeconds();
      values[k] = course.profileWatts().mean(localSeconds, scenario.intervalSeconds());
    }
    return values;
  }
}
