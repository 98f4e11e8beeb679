package io.wattmesh.load.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How a cluster came through a drill's fault.
 *
 * @param bidsPerSecond acknowledged ones, from the fault to the recovery
 * @param bidsPerSecondBefore the same, from the first acknowledgement of all to the first fault
 * @param divergences validators that themselves came to another state than their quorum
 */
record DrillReport(
    String drill,
    Course course,
    Evidence evidence,
    LedgerFacts facts,
    double bidsPerSecond,
    double bidsPerSecondBefore,
    int divergences) {
  /**
   * Runs a drill.
   *
   * @param folder a new one, which keeps logs, stores and exports
   * @param progress hears of each fault when it is over; what became of bids is known in the end
   * @return a report a fault
   */
  static List<DrillReport> of(Drill drill, Path folder, Consumer<Course> progress)
      throws Exception {
    // Nodes are told of files by their whole paths.
    Path absolute = Files.createDirectories(folder).toAbsolutePath();
    try (DrillCluster cluster = DrillCluster.make(absolute, drill.plan(), progress)) {
      drill.prepare(cluster);
      cluster.start();
      for (int node = 1; node <= drill.plan().nodes(); node++) {
        cluster.watch().awaitShare(1, node);
      }
      List<Course> courses = drill.run(cluster);
      cluster.stop();
      return reports(drill, courses, cluster);
    }
  }

  private static List<DrillReport> reports(Drill drill, List<Course> courses, DrillCluster cluster)
      throws IOException {
    List<Acknowledgement> all = cluster.acknowledged();
    LedgerFacts facts = LedgerFacts.read(cluster.config(1), cluster.folder().resolve("ledgers"));
    int divergences = divergences(cluster);
    Instant first =
        all.stream().map(Acknowledgement::at).min(Instant::compareTo).orElse(Instant.EPOCH);
    double before = rate(all, first, courses.getFirst().faultAt());
    var reports = new ArrayList<DrillReport>();
    for (int k = 0; k < courses.size(); k++) {
      Course course = courses.get(k);
      Instant from = k == 0 ? Instant.MIN : course.begunAt();
      Instant until = k + 1 == courses.size() ? Instant.MAX : courses.get(k + 1).begunAt();
      List<Acknowledgement> its =
          all.stream().filter(one -> !one.at().isBefore(from) && one.at().isBefore(until)).toList();
      Instant recovered = course.faultAt().plusMillis(Math.round(course.recoverySeconds() * 1_000));
      reports.add(
          new DrillReport(
              drill.key(),
              course,
              Evidence.of(facts, its),
              facts,
              rate(all, course.faultAt(), recovered),
              before,
              divergences));
    }
    return reports;
  }

  private static double rate(List<Acknowledgement> all, Instant from, Instant until) {
    long acknowledged =
        all.stream().filter(one -> one.at().isAfter(from) && !one.at().isAfter(until)).count();
    return acknowledged * 1_000.0 / Math.max(1, Duration.between(from, until).toMillis());
  }

  private static int divergences(DrillCluster cluster) throws IOException {
    int found = 0;
    for (int node = 1; node <= cluster.plan().maxNodes(); node++) {
      if (Files.isDirectory(cluster.dataFolder(node))) {
        try (Stream<Path> files = Files.list(cluster.dataFolder(node))) {
          found += (int) files.filter(file -> file.toString().endsWith("-divergence.json")).count();
        }
      }
    }
    return found;
  }

  /** Whether nothing is lost, doubled, in conflict or wrong, and the market goes on. */
  boolean isGood() {
    return evidence.isGood()
        && facts.conflictingBlocks() == 0
        && facts.differentStateRoots() == 0
        && divergences == 0
        && facts.refusal().isEmpty()
        && isNextInTime();
  }

  /**
   * Whether the first interval whose gate opened after the recovery was cleared, in time. Its bids
   * may be few: participants bid for one interval after the other, and may be some behind.
   */
  boolean isNextInTime() {
    return facts.isCleared(course.nextInterval());
  }

  Map<String, Object> toJson() {
    var json = new LinkedHashMap<String, Object>();
    json.put("drill", drill);
    if (!course.step().isEmpty()) {
      json.put("step", course.step());
    }
    course.aim().ifPresent(aim -> json.putAll(toJson(aim)));
    json.put("accepted", evidence.accepted());
    json.put("cleared", evidence.cleared());
    json.put("rejected", evidence.rejected());
    json.put("voided", evidence.voided());
    json.put("lost", evidence.lost());
    json.put("duplicated", evidence.duplicated());
    json.put("conflictingBlocks", facts.conflictingBlocks());
    json.put("stateRootConflicts", facts.differentStateRoots() + divergences);
    json.put("detectSeconds", orNull(course.detectSeconds()));
    json.put("recoverySeconds", tenths(course.recoverySeconds()));
    json.put("wholeSeconds", orNull(course.wholeSeconds()));
    json.put("delayed", evidence.delayed());
    json.put("bidsPerSecond", tenths(bidsPerSecond));
    json.put("bidsPerSecondBefore", tenths(bidsPerSecondBefore));
    json.put("nextInTime", isNextInTime());
    json.put("nextBids", facts.standing(course.nextInterval()));
    json.put("verify", facts.refusal().orElse("ok"));
    json.putAll(course.notes());
    return json;
  }

  private Map<String, Object> toJson(Course.Aim aim) {
    var json = new LinkedHashMap<String, Object>();
    json.put("role", aim.role());
    json.put("phase", aim.phase().key());
    json.put("inPhase", aim.phase().holds(facts, aim.interval(), course.faultAt()));
    return json;
  }

  private static Double orNull(OptionalDouble seconds) {
    return seconds.isPresent() ? tenths(seconds.getAsDouble()) : null;
  }

  private static double tenths(double seconds) {
    return Math.round(seconds * 10) / 10.0;
  }
}
