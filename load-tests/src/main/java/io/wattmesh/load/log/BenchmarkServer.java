package io.wattmesh.load.log;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import io.wattmesh.ledger.store.cassandra.CassandraLedgerStore;
import java.nio.file.Path;
import java.util.Optional;

/** A Cassandra server of one node, started by the first row that needs it. */
final class BenchmarkServer implements AutoCloseable {
  private Optional<DevelopmentServers> servers = Optional.empty();
  private int keyspaces;

  /** A keyspace of its own for a row, with its tables. */
  CassandraSettings keyspace() {
    if (servers.isEmpty()) {
      Path folder = LogBenchmark.temporaryFolder();
      servers = Optional.of(DevelopmentServers.start(folder, ServerOptions.of(1), progress -> {}));
    }
    CassandraSettings settings =
        CassandraSettings.development(
            servers.get().contactPoints(), "log_benchmark_" + ++keyspaces);
    CassandraLedgerStore.prepare(settings);
    return settings;
  }

  @Override
  public void close() {
    servers.ifPresent(
        running -> {
          running.kill();
          LogBenchmark.delete(running.folder());
        });
  }
}
