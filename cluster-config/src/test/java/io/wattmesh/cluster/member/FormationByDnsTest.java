package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes on addresses of loopback that know nothing of each other but a name: they ask a real name
 * server for it, and each other, by TLS, whether there is a cluster.
 */
class FormationByDnsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "nodes.market.test";
  private static final List<String> ADDRESSES = List.of("127.0.0.21", "127.0.0.22");

  @TempDir Path folder;

  private final List<ActorSystem<Void>> systems = new ArrayList<>();

  @AfterEach
  void stop() {
    for (ActorSystem<Void> system : systems.reversed()) {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  private static int freePort() throws IOException {
    try (var first = new ServerSocket(0, 1, InetAddress.getByName(ADDRESSES.get(0)));
        var second =
            new ServerSocket(first.getLocalPort(), 1, InetAddress.getByName(ADDRESSES.get(1)))) {
      return second.getLocalPort();
    }
  }

  private Cluster node(String address, int management, TinyDns names) {
    var options = new HashMap<String, Object>();
    options.put("market.start", "2026-11-30T12:00:00Z");
    options.put("node.host", address);
    options.put("node.port", 0);
    options.put("management.host", address);
    options.put("management.port", management);
    options.put("management.tls.enabled", true);
    options.put("management.tls.certificate", folder.resolve(address + "/tls.crt").toString());
    options.put("management.tls.key", folder.resolve(address + "/tls.key").toString());
    options.put("management.tls.authorities", folder.resolve(address + "/ca.crt").toString());
    options.put("cluster.formation.method", "dns");
    options.put("cluster.formation.service", NAME);
    options.put("cluster.formation.contact-points", ADDRESSES.size());
    Settings settings = Settings.load(Optional.empty(), Map.of(), options);
    NodeSettings node = NodeSettings.of(settings);
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            PekkoConfig.SYSTEM,
            ConfigFactory.parseString(
                    """
                    pekko.coordinated-shutdown.exit-jvm = off
                    pekko.io.dns.async-dns.nameservers = ["127.0.0.1:%d"]
                    pekko.management.cluster.bootstrap.contact-point-discovery.stable-margin = 1 s
                    """
                        .formatted(names.port()))
                .withFallback(PekkoConfig.of(settings, node)));
    systems.add(system);
    ManagementServer.of(node.management()).open(system).toCompletableFuture().join();
    ClusterBootstrap.get(Adapter.toClassic(system)).start();
    return Cluster.get(system);
  }

  @Test
  void nodes_that_a_name_server_tells_of_form_one_cluster() throws IOException {
    var authority = new TestAuthority("our authority");
    var known = new ArrayList<InetAddress>();
    for (String address : ADDRESSES) {
      authority.issue(folder.resolve(address));
      known.add(InetAddress.getByName(address));
    }
    try (var names = new TinyDns(NAME, known)) {
      int management = freePort();
      List<Cluster> nodes =
          ADDRESSES.stream().map(address -> node(address, management, names)).toList();

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  nodes.stream()
                      .allMatch(node -> node.selfMember().status().equals(MemberStatus.up())));

      for (Cluster node : nodes) {
        assertThat(
                StreamSupport.stream(node.state().getMembers().spliterator(), false)
                    .map(member -> member.address().host().get()))
            .containsExactlyInAnyOrderElementsOf(ADDRESSES);
      }
      assertThat(names.asked()).isGreaterThanOrEqualTo(ADDRESSES.size());
    }
  }
}
