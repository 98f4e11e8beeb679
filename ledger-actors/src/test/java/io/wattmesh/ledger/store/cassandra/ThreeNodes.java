package io.wattmesh.ledger.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cassandra.CassandraLogin;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.server.DevelopmentServers;
import io.wattmesh.cassandra.server.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fencing over three nodes of which one is killed while both incarnations sign. Three nodes take a
 * minute and more to start, so this is not among the ordinary tests; run it by its name:
 *
 * <pre>
 * mvn -q -pl ledger-actors -am test -Dtest=ThreeNodes -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class ThreeNodes {
  private static final int ROUNDS = 1_000;
  private static final int WITHIN_SECONDS = 300;

  @TempDir private Path folder;

  private static CassandraSettings settings(List<java.net.InetSocketAddress> contactPoints) {
    Optional<CassandraLogin> nobody = Optional.empty();
    return new CassandraSettings(
        contactPoints,
        "datacenter1",
        nobody,
        "three_nodes",
        Optional.empty(),
        false,
        true,
        Duration.ofSeconds(3),
        Duration.ofSeconds(120));
  }

  @Test
  void two_incarnations_go_on_and_never_contradict_themselves_when_one_of_three_nodes_dies()
      throws InterruptedException, ExecutionException, TimeoutException {
    DevelopmentServers servers =
        DevelopmentServers.start(folder, ServerOptions.of(3), System.out::println);
    try {
      CassandraSettings settings = settings(servers.contactPoints());
      // A whole opening, which checks the settings of all three and that replicas are three.
      CassandraLedgerStore.open(settings, TestServer.CHAIN, TestServer.name()).close();
      var tap = new WireTap();
      var validator = new Incarnations(new FencingChain(ROUNDS), ROUNDS, TestServer.name(), tap);
      try (Database one = Database.open(settings);
          Database other = Database.open(settings)) {
        long pid = servers.status().getLast().pid().orElseThrow();
        Thread killer = Thread.ofPlatform().start(() -> killAfterHalf(tap, pid));

        List<Incarnations.Seen> seen = validator.run(List.of(one, other), WITHIN_SECONDS);

        killer.join();
        assertThat(servers.status().getLast().pid()).as("one node is dead").isEmpty();
        assertThat(tap.conflicts()).isEmpty();
        assertThat(tap.votes() + tap.timeouts()).isGreaterThan(ROUNDS * 9 / 10);
        System.out.printf(
            "%d votes, %d timeouts, %d proposals, places %s, unknown outcomes %d%n",
            tap.votes(),
            tap.timeouts(),
            tap.proposals(),
            seen,
            one.unknownOutcomes() + other.unknownOutcomes());
      }
    } finally {
      servers.kill();
    }
  }

  private static void killAfterHalf(WireTap tap, long pid) {
    long endNanos = System.nanoTime() + WITHIN_SECONDS * 1_000_000_000L;
    while (tap.votes() < ROUNDS / 2 && System.nanoTime() < endNanos) {
      LockSupport.parkNanos(20_000_000);
    }
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
