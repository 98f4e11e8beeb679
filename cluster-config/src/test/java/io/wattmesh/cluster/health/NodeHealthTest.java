package io.wattmesh.cluster.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.proto.model.MarketSchedule;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeHealthTest {
  private static final String VALIDATOR = "validator-00";

  private ActorSystem<Void> system;
  private NodeMetrics metrics;
  private NodeHealth health;

  @BeforeEach
  void start() {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "health",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.defaultReference()));
    metrics = new NodeMetrics(new MarketSchedule(0, 300_000, 60_000, 40_000, 60_000));
    health = NodeHealth.get(system);
  }

  @AfterEach
  void stop() {
    metrics.close();
    system.terminate();
  }

  @Test
  void a_node_is_started_before_it_is_ready_and_ready_once_it_knows_the_ledger() {
    assertThat(health.isStarted()).isFalse();

    health.start(metrics);
    assertThat(health.isStarted()).isTrue();
    assertThat(health.isReady()).isFalse();

    health.catchUp();
    assertThat(health.isReady()).isTrue();
  }

  @Test
  void a_node_with_two_markets_is_ready_once_it_knows_both_ledgers() {
    health.expect(2);
    health.start(metrics);
    health.catchUp();
    assertThat(health.isReady()).isFalse();

    health.catchUp();
    assertThat(health.isReady()).isTrue();
  }

  @Test
  void a_node_that_drains_is_not_ready() {
    health.start(metrics);
    health.catchUp();

    health.drain();

    assertThat(health.isReady()).isFalse();
    assertThat(health.isStarted()).isTrue();
  }

  @Test
  void a_node_with_a_halted_validator_is_not_ready_but_alive() {
    health.start(metrics);
    health.catchUp();

    health.onHalted(VALIDATOR);

    assertThat(health.isReady()).isFalse();
    assertThat(health.isAlive()).isTrue();
  }

  @Test
  void a_node_is_ready_again_when_its_halted_validator_runs_elsewhere() {
    health.start(metrics);
    health.catchUp();
    health.onHalted(VALIDATOR);

    health.onGone(VALIDATOR);

    assertThat(health.isReady()).isTrue();
  }

  @Test
  void late_books_are_told_and_do_not_make_a_node_unready() {
    health.start(metrics);
    health.catchUp();

    health.onLateBooks("", 3);

    assertThat(health.isReady()).isTrue();
    assertThat(health.detail()).containsEntry("lateBooks", 3).containsEntry("ready", true);
    health.onLateBooks("", 0);
    assertThat(health.detail()).containsEntry("lateBooks", 0);
  }

  @Test
  void a_node_whose_threads_do_nothing_is_not_alive() {
    long now = System.nanoTime();

    assertThat(health.isAlive(now)).isTrue();
    assertThat(health.isAlive(now + NodeHealth.DEAD_AFTER.plus(Duration.ofSeconds(5)).toNanos()))
        .isFalse();
  }
}
