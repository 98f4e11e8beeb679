package io.wattmesh.cluster.report;

import io.wattmesh.grid.clearing.ResidualTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs for tests.
 *
 * <pre>
 *   bus 10 --- bus 20 === tie === bus 30 --- bus 40
 *      region 0                      region 1
 * </pre>
 */
final class Runs {
  private Runs() {}

  static RunData fourBuses(String title, List<IntervalData> intervals) {
    return new RunData(
        title,
        "four-buses",
        Long.MIN_VALUE + 1,
        "9f2c",
        true,
        new TreeMap<>(Map.of("Energy cleared", "12.5 MWh", "Machine", "2 cores")),
        new int[] {10, 20, 30, 40},
        new int[] {0, 0, 1, 1},
        new int[] {0, 1, 2},
        new int[] {0, 1, 2},
        new int[] {1, 2, 3},
        new double[] {Double.NaN, 50, 80},
        intervals);
  }

  static IntervalData cleared(long number) {
    return cleared(
        number, Map.of("generator", new EnergyByType(5, 0), "household", new EnergyByType(1, 6)));
  }

  static IntervalData cleared(long number, Map<String, EnergyByType> byType) {
    return new IntervalData(
        number,
        "2026-06-01T0" + number + ":00:00Z",
        false,
        12.5,
        20.25,
        35.5,
        1,
        152.5,
        1000.125,
        3,
        0.001,
        number + 1,
        0.5,
        new double[] {20.25, 20.25, 35.5, 35.5},
        new double[] {60, -10, 0.123456789, -50.123456789},
        new double[] {60, 50, 50.1234567},
        new double[] {0, 15.25, Double.NaN},
        new ResidualTrace(new double[] {1, 0.1, 1.23456789e-9}, new double[] {2, 2e-6}),
        new TreeMap<>(
            Map.of(
                0, new ResidualTrace(new double[] {1, 0.1, 1e-9}, new double[] {3, 1e-6}),
                1, new ResidualTrace(new double[] {1, 0.1, 1.23456e-9}, new double[] {1, 3e-6}))),
        new TreeMap<>(byType));
  }

  static IntervalData voided(long number) {
    double[] none = {};
    return new IntervalData(
        number,
        "2026-06-01T0" + number + ":00:00Z",
        true,
        0,
        Double.NaN,
        Double.NaN,
        0,
        Double.NaN,
        Double.NaN,
        400,
        Double.POSITIVE_INFINITY,
        number + 1,
        0.5,
        none,
        none,
        none,
        none,
        ResidualTrace.NONE,
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** A ring of buses in two regions, with a chord from every seventh bus. */
  static RunData ring(int buses) {
    List<int[]> ends = new ArrayList<>();
    for (int bus = 0; bus < buses; bus++) {
      ends.add(new int[] {bus, (bus + 1) % buses});
      if (bus % 7 == 0) {
        ends.add(new int[] {bus, (bus + buses / 3) % buses});
      }
    }
    int[] numbers = new int[buses];
    int[] regions = new int[buses];
    for (int bus = 0; bus < buses; bus++) {
      numbers[bus] = bus + 1;
      regions[bus] = 2 * bus / buses;
    }
    int branches = ends.size();
    int[] rows = new int[branches];
    double[] limits = new double[branches];
    for (int branch = 0; branch < branches; branch++) {
      rows[branch] = branch;
      limits[branch] = 100;
    }
    return new RunData(
        "Ring",
        "ring",
        1,
        "00",
        false,
        new TreeMap<>(),
        numbers,
        regions,
        rows,
        ends.stream().mapToInt(end -> end[0]).toArray(),
        ends.stream().mapToInt(end -> end[1]).toArray(),
        limits,
        List.of());
  }
}
