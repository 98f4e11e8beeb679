package io.wattmesh.cluster.cli;

import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import io.wattmesh.cluster.market.UsageErrorException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wattmesh cassandra start}: one node or three, until they are stopped. */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description =
        "Starts the nodes that do not run yet and waits until each answers a query. They go on"
            + " running afterwards; data and ports stay the same from one start to the next.")
final class CassandraStartCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private CassandraOptions options;

  @Option(
      names = "--nodes",
      paramLabel = "1|3",
      defaultValue = "1",
      description = "How many, from 127.0.0.1 on (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Override
  public Integer call() {
    ServerOptions server;
    try {
      server = ServerOptions.of(nodes);
    } catch (IllegalArgumentException e) {
      throw new UsageErrorException("--nodes " + nodes + ": 1 or 3.");
    }
    var progress = new Progress();
    DevelopmentServers servers;
    try {
      servers = DevelopmentServers.start(options.folder, server, progress::show);
    } finally {
      progress.clear();
    }
    return options.show(servers.status(), spec.commandLine().getOut());
  }
}
