package io.wattmesh.load.workload;

import io.wattmesh.consensus.snapshot.SnapshotOptions;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a market, and of what market.
 *
 * @param devices how many devices there are
 * @param intervals how many intervals are measured
 * @param warmUpIntervals how many come before, of which no figure is taken
 * @param intervalSeconds how long each lasts; so long is each interval's window for bids
 * @param leadSeconds how long before delivery the gate closes: the time for books and clearing
 * @param bookSeconds of that, the time for books
 * @param readingSeconds how long after delivery readings are awaited
 * @param grid a shipped case's name or a grid file's path
 * @param regions into how many regions the grid is cut
 * @param validators how many keep the ledger
 * @param arrivals when bids are sent
 * @param diurnal of the devices, those that bid, from 0 to 1; spread over the measured intervals;
 *     none if all bid always
 * @param pruneEveryBlocks after so many blocks validators make a snapshot and remove what lies
 *     below the last two; 0 if they keep all
 * @param workers threads that sign and send
 * @param maxLagMillis the 99th percentile of the generator's own lateness beyond which a run is
 *     invalid
 * @param resendMillis after how long without an answer a bid is sent again
 * @param objectives what must hold
 * @param seed the root of all randomness
 */
public record Workload(
    String name,
    String description,
    int devices,
    int intervals,
    int warmUpIntervals,
    int intervalSeconds,
    int leadSeconds,
    int bookSeconds,
    int readingSeconds,
    String grid,
    int regions,
    int validators,
    Arrivals arrivals,
    List<Double> diurnal,
    long pruneEveryBlocks,
    int workers,
    long maxLagMillis,
    long resendMillis,
    List<String> objectives,
    long seed) {
  public Workload {
    diurnal = List.copyOf(diurnal);
    objectives = List.copyOf(objectives);
  }

  public int allIntervals() {
    return warmUpIntervals + intervals;
  }

  /** What validators do about snapshots. */
  public SnapshotOptions snapshots() {
    var standard = SnapshotOptions.standard();
    return pruneEveryBlocks == 0 ? standard : standard.pruningEvery(pruneEveryBlocks);
  }

  /**
   * What a command line says instead.
   *
   * @param devices in place of the workload's
   * @param intervals in place of the workload's
   * @param grid in place of the workload's
   * @param stages in place of the workload's arrivals, if there are any
   * @param moreObjectives beside the workload's
   */
  public Workload with(
      Optional<Integer> devices,
      Optional<Integer> intervals,
      Optional<String> grid,
      List<Stage> stages,
      Optional<Long> seed,
      List<String> moreObjectives) {
    Arrivals used = stages.isEmpty() ? arrivals : new Arrivals.InStages(stages);
    var objectivesOfAll = new java.util.ArrayList<>(objectives);
    objectivesOfAll.addAll(moreObjectives);
    return new Workload(
        name,
        description,
        devices.orElse(this.devices),
        intervals.orElseGet(() -> intervalsFor(used, stages)),
        warmUpIntervals,
        intervalSeconds,
        leadSeconds,
        bookSeconds,
        readingSeconds,
        grid.orElse(this.grid),
        regions,
        validators,
        used,
        diurnal,
        pruneEveryBlocks,
        workers,
        maxLagMillis,
        resendMillis,
        objectivesOfAll,
        seed.orElse(this.seed));
  }

  /** Stages of a command line without a number of intervals last as long as they last. */
  private int intervalsFor(Arrivals used, List<Stage> stages) {
    return used instanceof Arrivals.InStages inStages && !stages.isEmpty()
        ? Math.toIntExact(Math.ceilDiv(inStages.millis(), intervalSeconds * 1_000L))
        : intervals;
  }
}
