package io.wattmesh.load.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * What grows as a run goes on: its measured seconds in five parts of one length. What is bounded is
 * in the last much as it is in the second; the first warms up.
 *
 * @param fromSecond the first second of the part
 * @param untilSecond one above the last
 * @param leastAfterCollectionBytes the least heap in use after a collection
 * @param mostResidentBytes of the process
 * @param mostDiskBytes of the market's state
 * @param medianP50Micros the median second's median latency of acknowledgements
 * @param medianP99Micros the median second's 99th percentile
 */
public record Growth(
    int fromSecond,
    int untilSecond,
    long leastAfterCollectionBytes,
    long mostResidentBytes,
    long mostDiskBytes,
    long medianP50Micros,
    long medianP99Micros) {
  private static final int PARTS = 5;

  /** Below so many seconds a part tells nothing. */
  private static final int LEAST_SECONDS = 20;

  /** The five parts in order; none if the run was too short for them. */
  public static List<Growth> of(List<Second> seconds) {
    List<Second> measured = seconds.stream().filter(Second::measured).toList();
    if (measured.size() < PARTS * LEAST_SECONDS) {
      return List.of();
    }
    var parts = new ArrayList<Growth>(PARTS);
    for (int part = 0; part < PARTS; part++) {
      parts.add(
          part(
              measured.subList(
                  measured.size() * part / PARTS, measured.size() * (part + 1) / PARTS)));
    }
    return parts;
  }

  private static Growth part(List<Second> seconds) {
    List<Second> answered = seconds.stream().filter(second -> second.acknowledged() > 0).toList();
    return new Growth(
        seconds.getFirst().second(),
        seconds.getLast().second() + 1,
        seconds.stream().mapToLong(Second::afterCollectionBytes).min().orElseThrow(),
        seconds.stream().mapToLong(Second::residentBytes).max().orElseThrow(),
        seconds.stream().mapToLong(Second::diskBytes).max().orElseThrow(),
        median(answered.stream().mapToLong(Second::p50Micros).sorted().toArray()),
        median(answered.stream().mapToLong(Second::p99Micros).sorted().toArray()));
  }

  private static long median(long[] sorted) {
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
