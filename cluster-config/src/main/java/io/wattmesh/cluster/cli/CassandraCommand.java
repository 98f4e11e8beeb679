package io.wattmesh.cluster.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wattmesh cassandra}: a real server for development and tests. */
@Command(
    name = "cassandra",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a real Cassandra server on this machine, one node or three, for development and tests."
          + " It needs a Java 17 beside the Java that runs this. In production, point at a cluster"
          + " that is run by itself.",
      "See docs/cassandra.md."
    },
    subcommands = {
      CassandraStartCommand.class,
      CassandraStopCommand.class,
      CassandraStatusCommand.class
    })
final class CassandraCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with the server: start, stop or status.");
  }
}
