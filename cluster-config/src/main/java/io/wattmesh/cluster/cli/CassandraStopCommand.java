package io.wattmesh.cluster.cli;

import io.wattmesh.cassandra.server.DevelopmentServers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wattmesh cassandra stop}. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Asks the nodes to end and waits until they have. Their data stays.")
final class CassandraStopCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private CassandraOptions options;

  @Override
  public Integer call() {
    DevelopmentServers servers = options.find();
    servers.stop();
    options.show(servers.status(), spec.commandLine().getOut());
    return ExitCodes.OK;
  }
}
