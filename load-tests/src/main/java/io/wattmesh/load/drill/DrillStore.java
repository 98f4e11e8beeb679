package io.wattmesh.load.drill;

import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import io.wattmesh.cluster.settings.StoreKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Where a drill's nodes keep what must not be lost: folders, or a real Cassandra of one or three
 * nodes that ends with the drill.
 *
 * @param folder of the folders, or of the servers
 * @param servers if it is a database
 */
record DrillStore(Path folder, Optional<DevelopmentServers> servers, ServerOptions options)
    implements AutoCloseable {
  static DrillStore start(ClusterPlan plan, Path folder) {
    var options = ServerOptions.of(plan.databaseNodes());
    if (plan.store() == StoreKind.ROCKSDB) {
      return new DrillStore(folder.resolve("state"), Optional.empty(), options);
    }
    Path database = folder.resolve("cassandra");
    return new DrillStore(
        database,
        Optional.of(DevelopmentServers.start(database, options, progress -> {})),
        options);
  }

  /** The nodes' setting {@code store}. */
  String setting() {
    if (servers.isEmpty()) {
      return "store { kind = rocksdb, rocksdb.folder = \"%s\" }".formatted(folder);
    }
    String points =
        servers.get().contactPoints().stream()
            .map(point -> "\"%s:%d\"".formatted(point.getHostString(), point.getPort()))
            .collect(Collectors.joining(", "));
    return """
        store {
            kind = cassandra
            cassandra {
              contact-points = [%s], create-keyspaces = true, allow-single-node = %s
            }
          }"""
        .formatted(points, options.nodes() == 1);
  }

  /** SIGKILL of one of the database's nodes. */
  void killServer(int number) {
    OptionalLong pid = servers.orElseThrow().status().get(number - 1).pid();
    ProcessHandle server = ProcessHandle.of(pid.orElseThrow()).orElseThrow();
    server.destroyForcibly();
    server.onExit().join();
  }

  /** Starts those of the database's nodes that don't run, and waits for them to answer. */
  void startServers() {
    DevelopmentServers.start(folder, options, progress -> {});
  }

  @Override
  public void close() {
    servers.ifPresent(DevelopmentServers::kill);
  }
}
