package io.wattmesh.load.drill;

import io.wattmesh.load.workload.Workload;
import io.wattmesh.load.workload.WorkloadYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A load test's market, which its nodes read of the workload.
 *
 * @param generators how many processes bid in it
 * @param nodeHeap of each node's Java machine, as its option -Xmx has it
 * @param settings further ones of each member
 */
record LoadMarket(Workload workload, int generators, String nodeHeap, Optional<Path> settings)
    implements CarriedMarket {
  /** Intervals that are over before the fleet is there have no bids. */
  private static final int FIRST_GATE_SECONDS = 10;

  @Override
  public int intervalSeconds() {
    return workload.intervalSeconds();
  }

  @Override
  public int leadSeconds() {
    return workload.leadSeconds();
  }

  @Override
  public int firstGateSeconds() {
    return FIRST_GATE_SECONDS;
  }

  @Override
  public int guests() {
    return generators;
  }

  @Override
  public List<String> javaOptions() {
    return List.of("-Xmx" + nodeHeap);
  }

  @Override
  public String preamble() {
    return settings
        .map(file -> "include required(file(\"%s\"))\n".formatted(file.toAbsolutePath()))
        .orElse("");
  }

  @Override
  public void write(Path folder) throws IOException {
    Files.writeString(file(folder), WorkloadYaml.of(workload));
  }

  static Path file(Path folder) {
    return folder.resolve("workload.yaml");
  }

  @Override
  public String setting(Path folder) {
    return "workload = \"%s\"".formatted(file(folder));
  }
}
