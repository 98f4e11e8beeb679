package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes' systems on loopback, of two versions, as while a cluster is upgraded node by node;
 * each has one validator's key.
 */
class TwoVersionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<ActorSystem<Void>> systems = new ArrayList<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    // One after the other, youngest first: who leaves last has nobody to wait for.
    for (ActorSystem<Void> system : systems.reversed()) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private ActorSystem<Void> node(String version, String validator) {
    var options = new HashMap<String, Object>();
    options.put("market.start", "2026-11-30T12:00:00Z");
    options.put("node.port", 0);
    options.put("node.app-version", version);
    Settings settings = Settings.load(Optional.empty(), Map.of(), options);
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            PekkoConfig.SYSTEM,
            // A node's process ends with its actor system; here others go on.
            ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                .withFallback(
                    PekkoConfig.of(
                        settings,
                        NodeSettings.of(settings),
                        List.of("validator", KeyHolders.role(validator, "")),
                        List.of(""))));
    systems.add(system);
    return system;
  }

  /** Validators that say where they live and what they are asked. */
  private void carryValidators(ActorSystem<Void> system, String where) {
    var placement =
        new MemberPlacement(
            system.ignoreRef(),
            () -> false,
            Optional.of(new KeyHolders(system, "")),
            java.util.Set.of(),
            gone -> {},
            "");
    ClusterSharding.get(system)
        .init(
            placement.place(
                NodeRole.VALIDATOR,
                Entity.of(
                    ValidatorKeys.VALIDATOR,
                    entity ->
                        Behaviors.receiveMessage(
                            message -> {
                              heard.add(entity.getEntityId() + " at " + where);
                              return Behaviors.same();
                            }))));
  }

  @Test
  void a_node_of_another_version_joins_and_each_validator_runs_where_its_key_is()
      throws InterruptedException {
    ActorSystem<Void> older = node("0.1.0", "validator-00");
    Cluster first = Cluster.get(older);
    first.manager().tell(Join.create(first.selfMember().address()));
    await().atMost(PATIENCE).until(() -> isUp(first));
    carryValidators(older, "the older");
    wakeAll(older);
    assertThat(List.of(next(), next()))
        .as("while nobody else is there, and only one of the keys")
        .containsExactlyInAnyOrder("validator-00 at the older", "validator-01 at the older");

    ActorSystem<Void> newer = node("0.2.0", "validator-01");
    Cluster second = Cluster.get(newer);
    second.manager().tell(Join.create(first.selfMember().address()));
    await().atMost(PATIENCE).until(() -> isUp(second));
    carryValidators(newer, "the newer");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              wakeAll(newer);
              return "validator-01 at the newer".equals(next());
            });
    assertThat(
            StreamSupport.stream(first.state().getMembers().spliterator(), false)
                .map((Member member) -> member.appVersion().version()))
        .containsExactlyInAnyOrder("0.1.0", "0.2.0");
    assertThat(heard).doesNotContain("validator-00 at the newer");
  }

  private static boolean isUp(Cluster node) {
    return node.selfMember().status().equals(MemberStatus.up());
  }

  private static void wakeAll(ActorSystem<Void> from) {
    for (String validator : List.of("validator-00", "validator-01")) {
      ValidatorKeys.validator(ClusterSharding.get(from), new ParticipantId(validator))
          .tell(new ToValidator.Wake());
    }
  }

  private String next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }
}
