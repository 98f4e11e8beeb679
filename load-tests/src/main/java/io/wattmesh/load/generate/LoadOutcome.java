package io.wattmesh.load.generate;

import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.CpuStage;
import io.wattmesh.load.measure.Latencies;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.workload.Workload;
import java.util.List;
import java.util.Map;

/**
 * All that a run has seen.
 *
 * @param place where fleet and market were
 * @param chainId of the market that was made
 * @param interrupted whether it was ended before its time
 * @param latencies of the measured intervals
 * @param counts of the measured intervals
 * @param cpuNanos of the whole process, or of all generators, by stage, from the opening of the
 *     first measured window
 * @param wallSeconds over which that was taken
 * @param startSeconds what making and starting the market took
 * @param fleetBytesPerDevice what the generator keeps of a device, in its arrays
 * @param heapBytesPerDevice what is alive in the whole process at the end, less what was alive
 *     before the market was made
 * @param notes what else happened that whoever reads figures must know
 */
public record LoadOutcome(
    Workload workload,
    RunPlace place,
    String chainId,
    boolean interrupted,
    long startedMillis,
    Latencies latencies,
    Counts counts,
    List<IntervalFigures> intervals,
    List<Second> seconds,
    Map<CpuStage, Long> cpuNanos,
    double wallSeconds,
    double startSeconds,
    SignatureCost signatures,
    int fleetBytesPerDevice,
    long heapBytesPerDevice,
    Machine.Collections collections,
    double loadAverageBefore,
    double loadAverageAfter,
    List<String> notes) {
  public LoadOutcome {
    intervals = List.copyOf(intervals);
    seconds = List.copyOf(seconds);
    notes = List.copyOf(notes);
  }
}
