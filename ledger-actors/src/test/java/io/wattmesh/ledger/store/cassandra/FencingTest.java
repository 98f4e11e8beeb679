package io.wattmesh.ledger.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.cassandra.Database;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** One validator runs twice over a real Cassandra, and what leaves never contradicts itself. */
class FencingTest {
  private static final int ROUNDS = 2_000;
  private static final int SLOW_ROUNDS = 300;
  private static final int WITHIN_SECONDS = 120;
  private static final int STOPS = 3;

  @Test
  void two_live_incarnations_never_sign_two_things_for_a_round()
      throws InterruptedException, ExecutionException, TimeoutException {
    var tap = new WireTap();
    var validator = new Incarnations(new FencingChain(ROUNDS), ROUNDS, TestServer.name(), tap);

    List<Incarnations.Seen> seen;
    try (Database one = Database.open(TestServer.get().settings());
        Database other = Database.open(TestServer.get().settings())) {
      seen = validator.run(List.of(one, other), WITHIN_SECONDS);
    }

    assertThat(tap.conflicts()).isEmpty();
    assertThat(tap.votes() + tap.timeouts()).isGreaterThan(ROUNDS * 9 / 10);
    assertThat(tap.proposals()).isGreaterThan(ROUNDS / 5);
    assertThat(seen).allSatisfy(place -> assertThat(place.sent()).isGreaterThan(ROUNDS / 20));
    assertThat(seen).allSatisfy(place -> assertThat(place.fenced()).isGreaterThan(5));
  }

  @Test
  void nor_when_the_server_stands_still_so_that_nobody_knows_what_was_written()
      throws InterruptedException, ExecutionException, TimeoutException {
    var tap = new WireTap();
    var validator =
        new Incarnations(new FencingChain(SLOW_ROUNDS), SLOW_ROUNDS, TestServer.name(), tap);
    long pid = TestServer.get().servers.status().getFirst().pid().orElseThrow();
    var settings =
        TestServer.get().settings().withTimes(Duration.ofMillis(400), Duration.ofSeconds(60));
    try (Database one = Database.open(settings);
        Database other = Database.open(settings)) {
      Thread stopper = Thread.ofPlatform().start(() -> standStill(pid));

      List<Incarnations.Seen> seen = validator.run(List.of(one, other), WITHIN_SECONDS);

      stopper.join();
      assertThat(one.unknownOutcomes() + other.unknownOutcomes()).isPositive();
      assertThat(seen).hasSize(2);
    }
    assertThat(tap.conflicts()).isEmpty();
    assertThat(tap.votes() + tap.timeouts()).isGreaterThan(SLOW_ROUNDS * 9 / 10);
  }

  private static void standStill(long pid) {
    try {
      for (int k = 0; k < STOPS; k++) {
        Thread.sleep(200);
        signal("STOP", pid);
        Thread.sleep(1_200);
        signal("CONT", pid);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      signal("CONT", pid);
    }
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().onExit().join();
    } catch (IOException e) {
      throw new IllegalStateException("This machine has no `kill`.", e);
    }
  }
}
