package io.wattmesh.cluster.member;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.cluster.tls.PemFiles;
import io.wattmesh.cluster.tls.RenewedTls;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's management over TLS, asked by the command line and by others. */
class ManagementTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final TestAuthority OURS = new TestAuthority("our authority");
  private static final TestAuthority FOREIGN = new TestAuthority("a foreign authority");

  @TempDir static Path folder;

  private static ActorSystem<Void> system;
  private static String address;

  @BeforeAll
  static void open() throws IOException {
    OURS.issue(folder.resolve("node"));
    OURS.issue(folder.resolve("operator"));
    FOREIGN.issue(folder.resolve("stranger"));
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    address = "127.0.0.1:" + port;
    var options = new HashMap<String, Object>();
    options.put("market.start", "2026-11-30T12:00:00Z");
    options.put("node.port", 0);
    options.put("management.port", port);
    options.put("management.tls.enabled", true);
    options.put("management.tls.certificate", folder.resolve("node/tls.crt").toString());
    options.put("management.tls.key", folder.resolve("node/tls.key").toString());
    options.put("management.tls.authorities", folder.resolve("node/ca.crt").toString());
    options.put("tls.reload", "100 ms");
    Settings settings = Settings.load(Optional.empty(), Map.of(), options);
    NodeSettings node = NodeSettings.of(settings);
    var management = ManagementServer.of(node.management());
    system =
        ActorSystem.create(
            Behaviors.empty(),
            PekkoConfig.SYSTEM,
            ConfigFactory.parseString("pekko.coordinated-shutdown.exit-jvm = off")
                .withFallback(PekkoConfig.of(settings, node)));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    await().atMost(PATIENCE).until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
    management.open(system).toCompletableFuture().join();
  }

  @AfterAll
  static void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private static Cli status(String authorities, String own) {
    var words = new ArrayList<Object>(List.of("cluster", "status", "--management", address));
    if (!authorities.isEmpty()) {
      words.addAll(List.of("--ca", folder.resolve(authorities + "/ca.crt")));
    }
    if (!own.isEmpty()) {
      words.addAll(List.of("--certificate", folder.resolve(own + "/tls.crt")));
      words.addAll(List.of("--key", folder.resolve(own + "/tls.key")));
    }
    return Cli.run(words.toArray());
  }

  @Test
  void an_operator_with_a_certificate_is_answered() {
    Cli status = status("operator", "operator");

    assertThat(status.err()).isEmpty();
    assertThat(status.code()).isZero();
    assertThat(status.out()).contains("1 member").containsPattern("Up +reachable");
  }

  @Test
  void who_has_no_certificate_is_told_to_show_one() {
    Cli named =
        Cli.run(
            "cluster",
            "status",
            "--management",
            address,
            "--ca",
            folder.resolve("operator/ca.crt"),
            "--server-name",
            "wattmesh-node");
    assertThat(named.code()).isNotZero();
    assertThat(named.err()).contains("403", "Show a certificate");
  }

  @Test
  void a_node_of_another_authority_is_not_spoken_to() {
    Cli refused = status("stranger", "operator");

    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("can't agree on TLS", "--ca");
  }

  @Test
  void a_certificate_of_another_authority_ends_the_connection()
      throws IOException, GeneralSecurityException {
    SSLContext context = ShownAnyway.context(folder.resolve("stranger"));
    String[] place = address.split(":", -1);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(place[0], Integer.parseInt(place[1]))) {
      socket.setSoTimeout((int) PATIENCE.toMillis());

      // It may end before the question is written, or after.
      assertThatThrownBy(
              () -> {
                socket.getOutputStream().write("GET /alive HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                socket.getInputStream().read();
              })
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  @Test
  void who_speaks_plain_text_is_not_answered() throws IOException, InterruptedException {
    assertThat(status("", "").code()).isNotZero();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest plain =
          HttpRequest.newBuilder(URI.create("http://" + address + "/alive")).build();
      assertThatThrownBy(() -> client.send(plain, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_kubelets_probe_is_answered_without_a_certificate_and_nothing_else_is()
      throws IOException, InterruptedException {
    var anybody =
        RenewedTls.of(
            new PemFiles(Optional.empty(), Optional.of(folder.resolve("operator/ca.crt"))),
            "wattmesh-node",
            PATIENCE,
            line -> {});
    try (HttpClient client = HttpClient.newBuilder().sslContext(anybody.context()).build()) {
      assertThat(get(client, "/alive")).isEqualTo(200);
      // This node's market was never started.
      assertThat(get(client, "/ready")).isEqualTo(500);
      assertThat(get(client, "/metrics")).isEqualTo(403);
      assertThat(get(client, "/alive/../cluster/members")).isIn(403, 404);
      assertThat(get(client, "/bootstrap/seed-nodes")).isEqualTo(403);
    }
  }

  private static int get(HttpClient client, String path) throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("https://" + address + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void renewed_files_are_taken_without_a_restart() throws IOException {
    FOREIGN.issue(folder.resolve("node"));
    try {
      await().atMost(PATIENCE).until(() -> status("stranger", "stranger").code() == 0);
      assertThat(status("operator", "operator").code()).isNotZero();
    } finally {
      OURS.issue(folder.resolve("node"));
      await().atMost(PATIENCE).until(() -> status("operator", "operator").code() == 0);
    }
  }

  @Test
  void files_that_cannot_be_used_stop_the_start() throws IOException {
    OURS.issue(folder.resolve("broken"));
    Path key = folder.resolve("broken/tls.key");
    Files.writeString(key, "no key\n");
    var files =
        new PemFiles(
            Optional.of(new PemFiles.Own(folder.resolve("broken/tls.crt"), key)), Optional.empty());

    assertThatThrownBy(() -> RenewedTls.of(files, "", PATIENCE, line -> {}))
        .hasMessageContaining("tls.key has no private key that can be read");
  }
}
