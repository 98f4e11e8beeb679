package io.wattmesh.cluster.report;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything the report of one run shows.
 *
 * @param title heading of the page
 * @param scenario name of the scenario
 * @param seed seed of the run
 * @param chainId identity of the run's chain
 * @param demoKeys whether all keys were derived from the seed and so protect nothing
 * @param facts label to value with its unit: machine, versions, totals
 * @param busNumbers number of each bus
 * @param busRegions grid region of each bus
 * @param branchRows row in the case of each branch, counted from 0
 * @param branchFrom index in {@code busNumbers} of each branch's from bus
 * @param branchTo index in {@code busNumbers} of each branch's to bus
 * @param branchLimitMw flow limit of each branch in MW; NaN is unlimited
 * @param intervals the intervals in order
 */
@SuppressWarnings("ArrayRecordComponent")
public record RunData(
    String title,
    String scenario,
    long seed,
    String chainId,
    boolean demoKeys,
    SortedMap<String, String> facts,
    int[] busNumbers,
    int[] busRegions,
    int[] branchRows,
    int[] branchFrom,
    int[] branchTo,
    double[] branchLimitMw,
    List<IntervalData> intervals) {

  /** Checks that arrays fit together and copies map and list; the arrays stay the caller's. */
  public RunData {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(chainId, "chainId");
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    intervals = List.copyOf(intervals);
    int buses = busNumbers.length;
    int branches = branchRows.length;
    requireLength("busRegions", busRegions.length, buses);
    requireLength("branchFrom", branchFrom.length, branches);
    requireLength("branchTo", branchTo.length, branches);
    requireLength("branchLimitMw", branchLimitMw.length, branches);
    for (int branch = 0; branch < branches; branch++) {
      requireBus(branch, branchFrom[branch], buses);
      requireBus(branch, branchTo[branch], buses);
    }
    for (IntervalData interval : intervals) {
      String of = " of interval " + interval.interval();
      requireNoneOrAll("lmpUsdPerMwh" + of, interval.lmpUsdPerMwh().length, buses);
      requireNoneOrAll("injectionMw" + of, interval.injectionMw().length, buses);
      requireNoneOrAll("flowMw" + of, interval.flowMw().length, branches);
      requireNoneOrAll("lineDualUsdPerMwh" + of, interval.lineDualUsdPerMwh().length, branches);
    }
  }

  private static void requireBus(int branch, int bus, int buses) {
    if (bus < 0 || bus >= buses) {
      throw new IllegalArgumentException(
          "Branch %d ends at bus index %d, but there are %d buses. Maybe a bus number was given."
              .formatted(branch, bus, buses));
    }
  }

  private static void requireLength(String name, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          "%s has %d values where %d are needed.".formatted(name, length, expected));
    }
  }

  private static void requireNoneOrAll(String name, int length, int expected) {
    if (length != 0) {
      requireLength(name, length, expected);
    }
  }
}
