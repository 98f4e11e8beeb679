package io.wattmesh.load.drill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a cluster came through a drill. */
record DrillReport(Drill drill, Evidence evidence, Drill.Course course) {
  private static final int NODES = 3;

  /**
   * @param folder a new one, which keeps logs, stores and exports
   */
  static DrillReport of(Drill drill, Path folder) throws Exception {
    Drill.Course course;
    try (DrillCluster cluster = DrillCluster.start(folder, NODES, drill.bookWindowSeconds())) {
      for (int node = 1; node <= NODES; node++) {
        cluster.awaitShare(1, node);
      }
      course = drill.run(cluster);
      cluster.stop();
      return new DrillReport(drill, evidence(cluster), course);
    }
  }

  private static Evidence evidence(DrillCluster cluster) throws IOException {
    return Evidence.gather(
        cluster.config(1), cluster.acknowledged(), cluster.folder().resolve("ledgers"));
  }

  Map<String, Object> toJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("drill", drill.key());
    json.put("accepted", evidence.accepted());
    json.put("cleared", evidence.cleared());
    json.put("rejected", evidence.rejected());
    json.put("lost", evidence.lost());
    json.put("duplicated", evidence.duplicated());
    json.put("conflictingBlocks", evidence.conflictingBlocks());
    json.put(
        "detectSeconds",
        course.detectSeconds().isPresent() ? tenths(course.detectSeconds().getAsDouble()) : null);
    json.put("recoverySeconds", tenths(course.recoverySeconds()));
    json.put("verify", evidence.refusal().orElse("ok"));
    return json;
  }

  private static double tenths(double seconds) {
    return Math.round(seconds * 10) / 10.0;
  }
}
