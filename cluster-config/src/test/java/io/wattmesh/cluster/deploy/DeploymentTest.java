package io.wattmesh.cluster.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.wattmesh.cluster.settings.FormationMethod;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the deployment files say, beside what the nodes' configuration says. */
class DeploymentTest {
  private static final Map<String, String> START = Map.of("market.start", "2026-11-30T12:00:00Z");
  private static final Map<String, String> ALL =
      Map.of(
          "market.start", "2026-11-30T12:00:00Z",
          "tls.secret", "node-tls",
          "cassandra.credentialsSecret", "cassandra-login");
  private static final String MANIFESTS = Chart.render(ALL);
  private static final Config PEKKO =
      ConfigFactory.parseResources("node.conf").withFallback(ConfigFactory.load()).resolve();
  private static final Config OWN = ConfigFactory.defaultReference().getConfig("wattmesh");

  @TempDir Path folder;

  private static PodTemplateSpec validators() {
    return Chart.one(MANIFESTS, StatefulSet.class, "validator").getSpec().getTemplate();
  }

  private static PodTemplateSpec market() {
    return Chart.one(MANIFESTS, Deployment.class, "market").getSpec().getTemplate();
  }

  private static List<Container> nodes() {
    return Stream.of(validators(), market())
        .map(pod -> pod.getSpec().getContainers().getFirst())
        .toList();
  }

  @Test
  void every_field_of_the_manifests_is_one_that_kubernetes_has() {
    assertThat(Chart.documents(MANIFESTS)).hasSize(10);
    assertThat(Chart.documents(MANIFESTS))
        .allSatisfy(document -> assertThat(UnknownFields.of(Chart.typed(document))).isEmpty());
  }

  @Test
  void a_field_that_kubernetes_does_not_have_would_be_found() {
    String wrong = MANIFESTS.replace("failureThreshold: 60", "failureThreshhold: 60");

    assertThat(
            Chart.documents(wrong).stream()
                .flatMap(document -> UnknownFields.of(Chart.typed(document)).stream()))
        .hasSize(2)
        .allMatch(field -> field.endsWith("startupProbe.failureThreshhold"));
  }

  @Test
  void without_a_markets_start_nothing_is_rendered() {
    assertThatThrownBy(() -> Chart.render(Map.of())).hasMessageContaining("market.start");
  }

  @Test
  void the_plain_manifests_are_the_charts_with_its_defaults() throws IOException {
    Path plain = Chart.DEPLOY.resolve("kubernetes/wattmesh.yaml");
    String rendered =
        """
        # The chart of ../helm/wattmesh with its defaults, for who does without Helm. Set market.start and the
        # image. Written by DeploymentTest with -Ddeploy.rewrite=true.
        """
            + Chart.render(START);
    if (Boolean.getBoolean("deploy.rewrite")) {
      Files.writeString(plain, rendered);
    }

    assertThat(plain).hasContent(rendered);
  }

  @Test
  void the_settings_of_the_config_map_are_ones_that_a_node_takes() throws IOException {
    NodeSettings settings = settings(MANIFESTS.replace("/etc/wattmesh-tls/", pems()));

    assertThat(settings.tls().enabled()).isTrue();
    assertThat(settings.management().readOnly()).isTrue();
    assertThat(settings.management().tls())
        .hasValueSatisfying(
            tls -> {
              assertThat(tls.asksForCertificate()).isTrue();
              assertThat(tls.files().own().orElseThrow().certificate())
                  .isEqualTo(settings.tls().certificate());
            });
    assertThat(settings.cluster().formation().method()).isEqualTo(FormationMethod.KUBERNETES);
    assertThat(settings.market().start()).hasToString("2026-11-30T12:00:00Z");
  }

  private NodeSettings settings(String manifests) throws IOException {
    Path file = folder.resolve("node.conf");
    Files.writeString(
        file, Chart.one(manifests, ConfigMap.class, "settings").getData().get("node.conf"));
    return NodeSettings.of(Settings.load(Optional.of(file), Map.of(), Map.of()));
  }

  private String pems() throws IOException {
    for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
      Files.createFile(folder.resolve(name));
    }
    return folder + "/";
  }

  @Test
  void more_than_half_of_the_nodes_must_see_each_other_before_a_cluster_begins()
      throws IOException {
    int nodes =
        Chart.one(MANIFESTS, StatefulSet.class, "validator").getSpec().getReplicas()
            + Chart.one(MANIFESTS, Deployment.class, "market").getSpec().getReplicas();

    assertThat(settings(Chart.render(START)).cluster().formation().contactPoints())
        .isEqualTo(nodes / 2 + 1);
  }

  @Test
  void the_pods_carry_all_roles_between_them() {
    Set<NodeRole> roles =
        nodes().stream()
            .map(node -> node.getArgs().get(node.getArgs().indexOf("--roles") + 1))
            .flatMap(words -> Stream.of(words.split(",", -1)))
            .map(word -> NodeRole.valueOf(word.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toSet());

    assertThat(roles).isEqualTo(EnumSet.allOf(NodeRole.class));
  }

  @Test
  void the_pods_labels_are_those_that_nodes_look_for() throws IOException {
    String selector = settings(Chart.render(START)).cluster().formation().labelSelector();

    for (PodTemplateSpec pod : List.of(validators(), market())) {
      for (String label : selector.split(",", -1)) {
        String[] pair = label.split("=", -1);
        assertThat(pod.getMetadata().getLabels()).containsEntry(pair[0], pair[1]);
      }
    }
  }

  @Test
  void the_ports_are_those_of_the_defaults() {
    for (Container node : nodes()) {
      assertThat(port(node, "remoting")).isEqualTo(OWN.getInt("node.port"));
      assertThat(port(node, "management")).isEqualTo(OWN.getInt("management.port"));
    }
  }

  private static int port(Container node, String name) {
    return node.getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .getContainerPort();
  }

  @Test
  void the_probes_ask_what_management_serves() {
    Config checks = PEKKO.getConfig("pekko.management.health-checks");
    for (Container node : nodes()) {
      assertThat(path(node.getStartupProbe())).isEqualTo("/" + checks.getString("startup-path"));
      assertThat(path(node.getReadinessProbe()))
          .isEqualTo("/" + checks.getString("readiness-path"));
      assertThat(path(node.getLivenessProbe())).isEqualTo("/" + checks.getString("liveness-path"));
    }
  }

  @Test
  void probes_speak_tls_where_management_does() {
    var plain = new HashMap<>(ALL);
    plain.put("tls.management", "false");

    assertThat(schemes(MANIFESTS)).hasSize(6).containsOnly("HTTPS");
    assertThat(schemes(Chart.render(plain))).hasSize(6).containsOnlyNulls();
    assertThat(schemes(Chart.render(START))).hasSize(6).containsOnlyNulls();
  }

  private static List<String> schemes(String manifests) {
    return Stream.of(
            Chart.one(manifests, StatefulSet.class, "validator").getSpec().getTemplate(),
            Chart.one(manifests, Deployment.class, "market").getSpec().getTemplate())
        .map(pod -> pod.getSpec().getContainers().getFirst())
        .flatMap(
            node ->
                Stream.of(
                    node.getStartupProbe(), node.getReadinessProbe(), node.getLivenessProbe()))
        .map(probe -> probe.getHttpGet().getScheme())
        .toList();
  }

  private static String path(Probe probe) {
    assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
    return probe.getHttpGet().getPath();
  }

  @Test
  void every_variable_of_the_environment_is_a_settings() throws IOException {
    Set<String> known =
        OWN.entrySet().stream()
            .map(setting -> setting.getKey().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
            .map(name -> "WATTMESH_" + name)
            .collect(Collectors.toSet());
    var used =
        Stream.concat(
            nodes().stream().flatMap(node -> node.getEnv().stream()).map(EnvVar::getName),
            unit()
                .lines()
                .filter(line -> line.startsWith("Environment=WATTMESH_"))
                .map(line -> line.substring("Environment=".length()).split("=", -1)[0])
                // These two are the launcher's.
                .filter(name -> !Set.of("WATTMESH_BUILD", "WATTMESH_JAVA_OPTS").contains(name)));

    assertThat(used).isNotEmpty().allMatch(known::contains);
  }

  private static String unit() throws IOException {
    return Files.readString(Chart.DEPLOY.resolve("systemd/wattmesh-node@.service"));
  }

  @Test
  void a_node_has_time_to_drain_before_it_is_killed() throws IOException {
    long drain = OWN.getDuration("node.drain-timeout").toSeconds();
    long interval = OWN.getDuration("node.drain-interval-timeout").toSeconds();
    long unit =
        unit()
            .lines()
            .filter(line -> line.startsWith("TimeoutStopSec="))
            .mapToLong(line -> Long.parseLong(line.substring("TimeoutStopSec=".length())))
            .findFirst()
            .orElseThrow();

    assertThat(unit).isGreaterThan(interval + 2 * drain);
    assertThat(Stream.of(validators(), market()).map(PodTemplateSpec::getSpec))
        .extracting(PodSpec::getTerminationGracePeriodSeconds)
        .allMatch(seconds -> seconds > interval + 2 * drain);
  }

  @Test
  void budgets_select_their_pods_and_let_one_go_at_a_time() {
    for (PodTemplateSpec pod : List.of(validators(), market())) {
      String component = pod.getMetadata().getLabels().get("app.kubernetes.io/component");
      PodDisruptionBudget budget = Chart.one(MANIFESTS, PodDisruptionBudget.class, component);
      assertThat(pod.getMetadata().getLabels())
          .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
      assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
    }
  }

  @Test
  void nodes_may_list_pods_and_nothing_else() {
    Role role = Chart.one(MANIFESTS, Role.class, "pod-reader");
    RoleBinding binding = Chart.one(MANIFESTS, RoleBinding.class, "pod-reader");
    ServiceAccount account = Chart.one(MANIFESTS, ServiceAccount.class, "node");

    assertThat(role.getRules()).hasSize(1);
    assertThat(role.getRules().getFirst().getResources()).containsExactly("pods");
    assertThat(role.getRules().getFirst().getVerbs()).containsExactly("get", "watch", "list");
    assertThat(binding.getRoleRef().getName()).isEqualTo(role.getMetadata().getName());
    assertThat(binding.getSubjects().getFirst().getName())
        .isEqualTo(account.getMetadata().getName())
        .isEqualTo(validators().getSpec().getServiceAccountName())
        .isEqualTo(market().getSpec().getServiceAccountName());
  }

  @Test
  void only_nodes_reach_remoting() {
    NetworkPolicy policy = Chart.one(MANIFESTS, NetworkPolicy.class, "node");

    assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress");
    assertThat(policy.getSpec().getIngress())
        .filteredOn(
            rule ->
                rule.getPorts().stream()
                    .anyMatch(port -> port.getPort().getStrVal().equals("remoting")))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(rule.getFrom())
                    .singleElement()
                    .satisfies(
                        from ->
                            assertThat(validators().getMetadata().getLabels())
                                .containsAllEntriesOf(from.getPodSelector().getMatchLabels())));
  }

  @Test
  void secrets_come_from_secrets_and_pods_run_without_rights() {
    for (Container node : nodes()) {
      assertThat(node.getEnv())
          .filteredOn(variable -> variable.getName().endsWith("PASSWORD"))
          .singleElement()
          .satisfies(
              variable -> {
                assertThat(variable.getValue()).isNull();
                assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                    .isEqualTo("cassandra-login");
              });
      assertThat(node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }
    assertThat(validators().getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(market().getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
  }
}
