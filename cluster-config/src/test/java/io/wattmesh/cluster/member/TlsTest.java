package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes' transports on loopback, with certificates of two authorities. */
class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final TestAuthority ours = new TestAuthority("our authority");
  private final TestAuthority foreign = new TestAuthority("a foreign authority");
  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  @AfterEach
  void stop() {
    systems.forEach(ActorSystem::terminate);
    systems.forEach(system -> system.getWhenTerminated().toCompletableFuture().join());
  }

  private Cluster node(Path certificates) {
    Settings settings = Settings.load(Optional.empty(), Map.of(), options(certificates));
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            PekkoConfig.SYSTEM,
            // A node's process ends with its actor system; here others go on.
            ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                .withFallback(PekkoConfig.of(settings, NodeSettings.of(settings))));
    systems.add(system);
    return Cluster.get(system);
  }

  private static Map<String, Object> options(Path certificates) {
    var options = new HashMap<String, Object>();
    options.put("market.start", "2026-11-30T12:00:00Z");
    options.put("node.port", 0);
    options.put("tls.enabled", true);
    options.put("tls.certificate", certificates.resolve("tls.crt").toString());
    options.put("tls.key", certificates.resolve("tls.key").toString());
    options.put("tls.authorities", certificates.resolve("ca.crt").toString());
    options.put("tls.reload", "100 ms");
    return options;
  }

  private static void join(Cluster joiner, Cluster first) {
    joiner.manager().tell(Join.create(first.selfMember().address()));
  }

  private static boolean isUp(Cluster node) {
    return node.selfMember().status().equals(MemberStatus.up());
  }

  @Test
  void nodes_of_one_authority_form_a_cluster_and_one_of_another_is_kept_out() throws IOException {
    ours.issue(folder.resolve("a"));
    ours.issue(folder.resolve("b"));
    foreign.issue(folder.resolve("stranger"));
    Cluster first = node(folder.resolve("a"));
    join(first, first);
    Cluster stranger = node(folder.resolve("stranger"));
    join(stranger, first);
    Cluster second = node(folder.resolve("b"));
    join(second, first);

    await().atMost(PATIENCE).until(() -> isUp(second));

    // It asked first, and again each second since.
    assertThat(isUp(stranger)).isFalse();
    assertThat(first.state().getMembers()).hasSize(2);
  }

  @Test
  void a_node_takes_renewed_files_without_a_restart() throws IOException {
    ours.issue(folder.resolve("a"));
    Cluster first = node(folder.resolve("a"));
    join(first, first);
    await().atMost(PATIENCE).until(() -> isUp(first));
    ours.issue(folder.resolve("b"));
    Cluster before = node(folder.resolve("b"));
    join(before, first);
    await().atMost(PATIENCE).until(() -> isUp(before));

    // All trust now lies with another authority: who joins has a certificate of that one alone.
    foreign.issue(folder.resolve("a"));
    foreign.issue(folder.resolve("b"));
    foreign.issue(folder.resolve("c"));
    Cluster after = node(folder.resolve("c"));
    join(after, first);

    await().atMost(PATIENCE).until(() -> isUp(after));
    assertThat(after.state().getMembers()).hasSize(3);
  }

  @Test
  void a_file_that_is_not_there_stops_the_start_and_is_named() {
    Settings settings =
        Settings.load(Optional.empty(), Map.of(), options(folder.resolve("nowhere")));

    assertThatThrownBy(() -> NodeSettings.of(settings))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("tls.certificate")
        .hasMessageContaining("nowhere/tls.crt");
  }
}
