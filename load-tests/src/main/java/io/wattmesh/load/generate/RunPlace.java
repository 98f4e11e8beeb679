package io.wattmesh.load.generate;

import io.wattmesh.load.workload.Part;
import java.util.List;

/**
 * Where a run's fleet and market were, and what was done to them.
 *
 * @param sameProcess whether fleet and market shared a process
 * @param part whose devices these were, of how many generators
 * @param processes of the market and of all generators, where one saw to all of them
 * @param events what was done on purpose, and what came of it
 */
public record RunPlace(
    boolean sameProcess, Part part, List<ProcessFigures> processes, List<RunEvent> events) {
  /** Fleet and market in this process. */
  public static final RunPlace ONE_PROCESS = new RunPlace(true, Part.WHOLE, List.of(), List.of());

  public RunPlace {
    processes = List.copyOf(processes);
    events = List.copyOf(events);
  }

  /** A generator by itself, whose market is a cluster's. */
  public static RunPlace generator(Part part) {
    return new RunPlace(false, part, List.of(), List.of());
  }

  /**
   * What one process took.
   *
   * @param name such as node-1 or generator-2
   * @param isNode whether it carried the market
   * @param cpuSeconds from the first measured window on, as the operating system counts it
   * @param allCpuSeconds from its start on
   */
  public record ProcessFigures(
      String name, boolean isNode, double cpuSeconds, double allCpuSeconds) {}

  /**
   * Something that happened.
   *
   * @param seconds from the opening of the first window
   */
  public record RunEvent(double seconds, String what) {}

  /** What the nodes took from the first measured window on. */
  public double nodesCpuSeconds() {
    return processes.stream()
        .filter(ProcessFigures::isNode)
        .mapToDouble(ProcessFigures::cpuSeconds)
        .sum();
  }
}
