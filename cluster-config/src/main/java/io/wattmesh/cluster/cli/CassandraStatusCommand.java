package io.wattmesh.cluster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wattmesh cassandra status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Asks each node a query and shows address, process and log. Ends with 3 unless all answer.")
final class CassandraStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private CassandraOptions options;

  @Override
  public Integer call() {
    return options.show(options.find().status(), spec.commandLine().getOut());
  }
}
