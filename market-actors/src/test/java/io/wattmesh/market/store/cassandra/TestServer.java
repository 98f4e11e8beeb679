package io.wattmesh.market.store.cassandra;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real Cassandra server for all tests of this process, started by the first that asks: twelve
 * seconds or more. Tests share its keyspace, each with a home of its own.
 */
final class TestServer {
  private static final AtomicInteger NAMES = new AtomicInteger();

  final DevelopmentServers servers;
  private final Database database;

  private TestServer() {
    Path folder = temporaryFolder();
    servers = DevelopmentServers.start(folder, ServerOptions.forTests(), progress -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder)));
    database = Database.open(settings());
    CassandraBidStore.migrate(database);
  }

  private static final class Holder {
    private static final TestServer ONLY = new TestServer();
  }

  static TestServer get() {
    return Holder.ONLY;
  }

  CassandraSettings settings() {
    return CassandraSettings.development(servers.contactPoints(), "bid_tests");
  }

  /** A session that tests share. */
  Database database() {
    return database;
  }

  /** Unlike any other test's. */
  static String home() {
    return "home-" + NAMES.incrementAndGet();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("wattmesh-cassandra-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end(Path folder) {
    servers.kill();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
