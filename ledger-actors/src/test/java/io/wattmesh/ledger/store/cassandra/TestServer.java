package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.cassandra.CassandraLogin;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
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
 * seconds or more. Tests share its keyspace, each as a validator of its own name.
 */
final class TestServer {
  static final Hash CHAIN = Sha256.labelled("test", new byte[] {1});

  private static final AtomicInteger NAMES = new AtomicInteger();

  final DevelopmentServers servers;

  /** Has the server's certificate, so it may be trusted. */
  final Path keystore;

  /** Has the only certificate by which a client who speaks TLS is let in. */
  final Path clients;

  private final Database database;

  private TestServer() {
    Path folder = temporaryFolder();
    keystore = TestKeystore.make(folder, "server.p12");
    clients = TestKeystore.make(folder, "client.p12");
    servers =
        DevelopmentServers.start(
            folder,
            ServerOptions.forTests().withKeystore(keystore).withClients(clients).withLogin(),
            progress -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder)));
    database = Database.open(settings());
    CassandraLedgerStore.migrate(database);
  }

  private static final class Holder {
    private static final TestServer ONLY = new TestServer();
  }

  static TestServer get() {
    return Holder.ONLY;
  }

  CassandraSettings settings() {
    return settings("ledger_tests", ServerOptions.SUPERUSER, ServerOptions.SUPERUSER);
  }

  CassandraSettings settings(String keyspace, String user, String password) {
    return CassandraSettings.development(servers.contactPoints(), keyspace)
        .withLogin(new CassandraLogin(user, password));
  }

  /** A session that tests share. */
  Database database() {
    return database;
  }

  /** Unlike any other test's. */
  static ParticipantId name() {
    return new ParticipantId("validator-" + NAMES.incrementAndGet());
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
