package io.wattmesh.load.drill;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Takes a fault's times while a drill is run. */
final class CourseTimer {
  private final DrillCluster cluster;
  private final String step;
  private final Instant begunAt = Instant.now();
  private final Map<String, Object> notes = new LinkedHashMap<>();
  private Optional<Course.Aim> aim = Optional.empty();
  private Instant faultAt = begunAt;
  private long faultNanos = System.nanoTime();
  private OptionalDouble detectSeconds = OptionalDouble.empty();
  private OptionalDouble recoverySeconds = OptionalDouble.empty();
  private OptionalDouble wholeSeconds = OptionalDouble.empty();
  private long nextInterval;

  private CourseTimer(DrillCluster cluster, String step) {
    this.cluster = cluster;
    this.step = step;
  }

  /** The only fault of a drill begins. */
  static CourseTimer begin(DrillCluster cluster) {
    return begin(cluster, "");
  }

  /** One of a drill's faults begins: what is acknowledged from now on is its. */
  static CourseTimer begin(DrillCluster cluster, String step) {
    return new CourseTimer(cluster, step);
  }

  void aim(Course.Aim at) {
    aim = Optional.of(at);
  }

  void note(String key, Object value) {
    notes.put(key, value);
  }

  /** It happens now. */
  void fault() {
    faultAt = Instant.now();
    faultNanos = System.nanoTime();
  }

  /** Since it happened. */
  double seconds() {
    return (System.nanoTime() - faultNanos) / 1e9;
  }

  void detected() {
    detectSeconds = OptionalDouble.of(seconds());
  }

  /** The market clears again. */
  void recovered() {
    recoverySeconds = OptionalDouble.of(seconds());
    nextInterval = cluster.openInterval() + 1;
  }

  /** Everybody bids again. */
  void whole() {
    wholeSeconds = OptionalDouble.of(seconds());
  }

  /** Waits until an interval whose gate opened after the recovery is cleared with bids. */
  Course end() throws Exception {
    cluster.watch().awaitCleared(nextInterval);
    var course =
        new Course(
            step,
            begunAt,
            faultAt,
            detectSeconds,
            recoverySeconds.orElseThrow(),
            wholeSeconds,
            nextInterval,
            aim,
            notes);
    cluster.over(course);
    return course;
  }
}
