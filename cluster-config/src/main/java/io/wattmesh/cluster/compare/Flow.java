package io.wattmesh.cluster.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the transactions of a simulated chain.
 *
 * @param carriedTps committed transactions a second of the whole time
 * @param capacityTps what full blocks at the same times would have carried
 * @param latency from arrival to commit
 * @param finality from arrival to irreversibility
 * @param backlogs how many waited at each quarter of the time, in order
 * @param growthTps by how many a second the backlog grew over the second half
 */
public record Flow(
    double carriedTps,
    double capacityTps,
    Times latency,
    Times finality,
    List<Backlog> backlogs,
    double growthTps) {
  private static final int QUARTERS = 4;
  private static final long MOST_SAMPLES = 200_000;

  /** How many transactions waited at a time. */
  public record Backlog(double seconds, long waiting) {}

  public Flow {
    backlogs = List.copyOf(backlogs);
  }

  /**
   * @param inclusions of the chain that won, in order
   * @param blockTransactions how many a block takes
   * @param seconds the whole time
   */
  static Flow of(
      Traffic traffic, List<Inclusion> inclusions, long blockTransactions, double seconds) {
    long carried = inclusions.isEmpty() ? 0 : inclusions.getLast().to();
    long stride = Math.max(1, carried / MOST_SAMPLES);
    var latency = new ArrayList<Double>();
    var finality = new ArrayList<Double>();
    for (Inclusion block : inclusions) {
      for (long k = Math.ceilDiv(block.from(), stride) * stride; k < block.to(); k += stride) {
        latency.add(block.committedSeconds() - traffic.arrivalSeconds(k));
        if (!Double.isNaN(block.finalSeconds())) {
          finality.add(block.finalSeconds() - traffic.arrivalSeconds(k));
        }
      }
    }
    List<Backlog> backlogs = backlogs(traffic, inclusions, seconds);
    long grown = backlogs.getLast().waiting() - backlogs.get(QUARTERS / 2 - 1).waiting();
    return new Flow(
        carried / seconds,
        inclusions.size() * (double) blockTransactions / seconds,
        times(latency),
        times(finality),
        backlogs,
        grown / (seconds / 2));
  }

  private static Times times(List<Double> seconds) {
    return Times.of(seconds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<Backlog> backlogs(
      Traffic traffic, List<Inclusion> inclusions, double seconds) {
    var backlogs = new ArrayList<Backlog>();
    for (int quarter = 1; quarter <= QUARTERS; quarter++) {
      double time = seconds * quarter / QUARTERS;
      long committed =
          inclusions.stream()
              .filter(block -> block.committedSeconds() <= time)
              .mapToLong(Inclusion::to)
              .max()
              .orElse(0);
      backlogs.add(new Backlog(time, traffic.arrivedBy(time) - committed));
    }
    return backlogs;
  }
}
