package io.wattmesh.load.drill;

import io.wattmesh.load.workload.Workload;
import io.wattmesh.load.workload.WorkloadYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A load test's market, which its nodes read of the workload.
 *
 * @param generators how many processes bid in it
 * @param startSeconds from starting the processes to the first window
 * @param nodeHeap of each node's Java machine, as its option -Xmx has it
 */
record LoadMarket(Workload workload, int generators, int startSeconds, String nodeHeap)
    implements CarriedMarket {
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
    return startSeconds + workload.intervalSeconds();
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
