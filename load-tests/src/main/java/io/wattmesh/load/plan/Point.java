package io.wattmesh.load.plan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A measured run, one interval of it.
 *
 * @param source where it comes from and when it was made
 * @param windowSeconds how long bids were taken
 * @param busyCores of how many processors' time the process got while it had work
 * @param cpuSeconds of the whole process, by stage
 * @param seconds of each part by the wall clock
 * @param booksCpuSeconds what the process used from gate closure to the books' being frozen
 * @param settlementCpuSeconds what it used from the end of delivery to the payments
 */
record Point(
    String source,
    double loadAverage,
    Scale scale,
    double windowSeconds,
    double busyCores,
    double signMicros,
    double checkMicros,
    Map<Stage, Double> cpuSeconds,
    Parts seconds,
    double booksCpuSeconds,
    double settlementCpuSeconds) {
  Point {
    Objects.requireNonNull(source);
    cpuSeconds = Map.copyOf(cpuSeconds);
    for (Stage stage : Stage.values()) {
      if (!(cpuSeconds.getOrDefault(stage, -1.0) >= 0)) {
        throw new IllegalArgumentException(
            "%s has no CPU seconds of %s; give a results.json of wattmesh load."
                .formatted(source, stage.key()));
      }
    }
  }

  double totalCpuSeconds() {
    return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * The parts of an interval, seconds by the wall clock.
   *
   * @param books from gate closure to the books' being frozen
   * @param clearing from there to the clearing's being handed in
   * @param commit from there to its commit
   * @param settlement from the end of delivery to the commit of the payments
   */
  record Parts(double books, double clearing, double commit, double settlement) {
    Map<String, Object> json() {
      var json = new LinkedHashMap<String, Object>();
      json.put("booksSeconds", Figures.rounded(books));
      json.put("clearingSeconds", Figures.rounded(clearing));
      json.put("commitSeconds", Figures.rounded(commit));
      json.put("settlementSeconds", Figures.rounded(settlement));
      return json;
    }

    double total() {
      return books + clearing + commit + settlement;
    }
  }
}
