package io.wattmesh.cluster.cli;

import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.NodeStatus;
import io.wattmesh.cluster.market.UserErrorException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which servers are meant, and how they are shown. */
final class CassandraOptions {
  @Option(
      names = "--folder",
      paramLabel = "DIR",
      defaultValue = "wattmesh-cassandra",
      description = "The folder with the servers' data and logs (default: ${DEFAULT-VALUE}).")
  Path folder;

  @Option(names = "--json", description = "The nodes as one JSON document.")
  boolean json;

  DevelopmentServers find() {
    return DevelopmentServers.find(folder)
        .orElseThrow(
            () ->
                new UserErrorException(
                    folder
                        + " has no servers. Start some with `wattmesh cassandra start`, or give their"
                        + " --folder."));
  }

  /** Prints the nodes, and gives the exit code that fits. */
  int show(List<NodeStatus> nodes, PrintWriter out) {
    if (json) {
      JsonOut.print(
          out,
          JsonOut.object(
              "folder",
              folder.toString(),
              "nodes",
              nodes.stream().map(CassandraOptions::fields).toList()));
    } else {
      for (NodeStatus node : nodes) {
        out.printf(
            "node %d  %s:%d  %s  %s%n",
            node.number(), node.address(), node.port(), word(node), process(node));
      }
    }
    out.flush();
    return nodes.stream().allMatch(NodeStatus::answers) ? ExitCodes.OK : ExitCodes.UNREACHABLE;
  }

  private static String word(NodeStatus node) {
    if (node.answers()) {
      return "up";
    }
    return node.pid().isPresent() ? "silent" : "down";
  }

  private static String process(NodeStatus node) {
    return (node.pid().isPresent() ? "process " + node.pid().getAsLong() + ", " : "")
        + "log "
        + node.log();
  }

  private static Map<String, Object> fields(NodeStatus node) {
    return JsonOut.object(
        "node",
        node.number(),
        "address",
        node.address(),
        "port",
        node.port(),
        "state",
        word(node),
        "pid",
        node.pid().isPresent() ? node.pid().getAsLong() : null,
        "log",
        node.log().toString());
  }
}
