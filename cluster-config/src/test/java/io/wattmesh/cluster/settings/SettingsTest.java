package io.wattmesh.cluster.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.cluster.cli.ExitCodes;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.member.MarketMaker;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which setting holds, and what is said of one that can't. */
class SettingsTest {
  private static final String START = "wattmesh.market.start = \"2026-11-30T12:00:00Z\"\n";

  @TempDir private Path folder;

  private Path file(String... lines) throws IOException {
    return Files.writeString(folder.resolve("node.conf"), START + String.join("\n", lines) + "\n");
  }

  private NodeSettings read(String... lines) throws IOException {
    return NodeSettings.of(Settings.load(Optional.of(file(lines)), Map.of(), Map.of()));
  }

  @Test
  void the_defaults_are_those_that_reference_conf_documents() throws IOException {
    NodeSettings settings = read();
    assertThat(settings.node().port()).isEqualTo(25520);
    assertThat(settings.node().roles()).containsExactlyInAnyOrder(NodeRole.values());
    assertThat(settings.store().kind()).isEqualTo(StoreKind.CASSANDRA);
    assertThat(settings.cluster().stableAfter()).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.management().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void an_option_goes_before_the_environment_that_before_the_file_and_the_file_before_defaults()
      throws IOException {
    Path file =
        file(
            "wattmesh.node { port = 1, host = file.example, app-version = file }",
            "wattmesh.node.roles = [validator]");
    Settings settings =
        Settings.load(
            Optional.of(file),
            Map.of(
                "WATTMESH_NODE_PORT", "2",
                "WATTMESH_NODE_HOST", "environment.example",
                "WATTMESH_NODE_ROLES", "prosumer, gateway"),
            Map.of("node.port", 3));
    NodeSettings.Node node = NodeSettings.of(settings).node();
    assertThat(node.port()).isEqualTo(3);
    assertThat(node.host()).isEqualTo("environment.example");
    assertThat(node.appVersion()).isEqualTo("file");
    assertThat(node.roles()).containsExactlyInAnyOrder(NodeRole.PROSUMER, NodeRole.GATEWAY);
    assertThat(settings.effective().get("wattmesh.node.port").from()).contains("command line");
    assertThat(settings.effective().get("wattmesh.node.host").from())
        .contains("WATTMESH_NODE_HOST");
    assertThat(settings.effective().get("wattmesh.node.app-version").from()).isEqualTo(file + ":2");
    assertThat(settings.effective().get("wattmesh.cluster.shards").from()).isEqualTo("default");
  }

  @Test
  void an_unknown_key_is_refused_with_its_line_and_the_nearest_one() {
    assertThatThrownBy(() -> read("", "wattmesh.node.prot = 7"))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("node.conf:3: wattmesh.node.prot is no setting")
        .hasMessageContaining("wattmesh.node.port");
    assertThatThrownBy(() -> read("wattmesh.node = 7")).hasMessageContaining("is no setting");
    assertThatThrownBy(() -> read("watmesh.node.port = 7"))
        .hasMessageContaining("watmesh is no setting");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node.port = 70000                | 0 to 65535",
        "node.port = many                 | port",
        "node.roles = [miner]             | prosumer",
        "node.roles = []                  | at least one",
        "node.seeds = [here]              | HOST:PORT",
        "market.start = soon              | 2026-11-30T12:00:00Z",
        "market.book-window = 60 s        | shorter than market.gate-lead",
        "store.kind = tape                | cassandra",
        "store.cassandra.contact-points = [] | contact point",
        "store.cassandra.keyspace-prefix = 7 | keyspace",
        "market.workload = quick          | without prosumer",
        "waking.period = 0 s              | at least 1 ms",
        "cluster.shards = 0               | 1 to 10000",
        "management.port = 0              | 1 to 65535"
      })
  void an_invalid_value_is_refused_with_the_rule(String line, String rule) {
    assertThatThrownBy(() -> read("wattmesh." + line))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(line.substring(0, line.indexOf('=')).strip().replaceAll(".*\\.", ""))
        .hasMessageContaining(rule);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node-1", "node-2", "node-3", "cassandra"})
  void the_examples_among_the_documents_are_valid(String name) {
    Path example = Path.of("docs", "examples", "cluster", name + ".conf");
    Map<String, String> environment = Map.of("WATTMESH_MARKET_START", "2026-11-30T12:00:00Z");
    NodeSettings settings =
        NodeSettings.of(Settings.load(Optional.of(example), environment, Map.of()));
    assertThat(settings.node().seeds()).hasSize(3);
    assertThat(settings.node().roles()).hasSize(NodeRole.values().length);
  }

  @Test
  void the_market_of_the_examples_is_one_that_a_cluster_runs() throws IOException {
    Path example = Path.of("docs", "examples", "cluster", "node-1.conf");
    Map<String, String> environment =
        Map.of(
            "WATTMESH_MARKET_START", "2026-11-30T12:00:00Z",
            "WATTMESH_MARKET_SCENARIO", "docs/examples/cluster/market.yaml");
    NodeSettings settings =
        NodeSettings.of(Settings.load(Optional.of(example), environment, Map.of()));
    assertThat(MarketMaker.make(settings.market()).genesis().validators().size()).isEqualTo(4);
    Map<String, String> planned =
        Map.of(
            "WATTMESH_MARKET_START", "2026-11-30T12:00:00Z",
            "WATTMESH_MARKET_SCENARIO", "validator-changes");
    NodeSettings.Market changing =
        NodeSettings.of(Settings.load(Optional.of(example), planned, Map.of())).market();
    assertThatThrownBy(() -> MarketMaker.make(changing))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("wattmesh run");
    Map<String, String> deposits =
        Map.of(
            "WATTMESH_MARKET_START", "2026-11-30T12:00:00Z",
            "WATTMESH_MARKET_SCENARIO", "credit-limits");
    NodeSettings.Market withDeposits =
        NodeSettings.of(Settings.load(Optional.of(example), deposits, Map.of())).market();
    assertThatThrownBy(() -> MarketMaker.make(withDeposits))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("credit.set-aside")
        .hasMessageContaining("gateway");
  }

  @Test
  void each_of_several_markets_has_what_is_said_for_all_and_what_is_said_for_it()
      throws IOException {
    Settings settings =
        Settings.load(
            Optional.of(
                file(
                    "wattmesh.node.data-folder = /d",
                    "wattmesh.market.gate-lead = 50 s",
                    "wattmesh.markets {",
                    "  north { market.scenario = n.yaml, gateway.port = 1 }",
                    "  south { market.scenario = s.yaml, market.gate-lead = 45 s }",
                    "}")),
            Map.of(),
            Map.of());

    List<NodeSettings> each = settings.byMarket().stream().map(NodeSettings::of).toList();

    assertThat(each).extracting(one -> one.market().name()).containsExactly("north", "south");
    assertThat(each).extracting(one -> one.market().scenario()).containsExactly("n.yaml", "s.yaml");
    assertThat(each).extracting(one -> one.gateway().port()).containsExactly(1, 7627);
    assertThat(each)
        .extracting(one -> one.market().gateLead())
        .containsExactly(Duration.ofSeconds(50), Duration.ofSeconds(45));
    assertThat(each)
        .extracting(one -> one.node().dataFolder())
        .containsExactly(Path.of("/d/north"), Path.of("/d/south"));
  }

  @Test
  void what_is_a_nodes_cannot_be_said_for_one_of_its_markets() {
    for (String wrong :
        List.of("markets.north.node.port = 1", "markets.north.market.scenari = x")) {
      assertThatThrownBy(() -> read("wattmesh." + wrong))
          .isInstanceOf(UserErrorException.class)
          .hasMessageContaining("is no setting");
    }
    assertThatThrownBy(
            () ->
                Settings.load(
                        Optional.of(file("wattmesh.markets.North.market.seed = 1")),
                        Map.of(),
                        Map.of())
                    .byMarket())
        .hasMessageContaining("wattmesh.markets.North");
  }

  @Test
  void without_an_instant_to_begin_at_no_node_starts() {
    Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of());
    assertThatThrownBy(() -> NodeSettings.of(settings))
        .hasMessageContaining("default: wattmesh.market.start is ;");
  }

  @Test
  void each_validator_has_a_keyspace_and_may_have_a_database_and_a_login_of_its_own()
      throws IOException {
    CassandraSpaces spaces =
        read(
                "wattmesh.store.cassandra {",
                "  username = all, password = shared",
                "  validators.validator-01 {",
                "    contact-points = [\"db.example:9043\"], username = one, password = own",
                "  }",
                "}")
            .store()
            .cassandra();
    CassandraSettings first = spaces.ledger(new ParticipantId("validator-00"));
    CassandraSettings second = spaces.ledger(new ParticipantId("validator-01"));
    assertThat(first.keyspace()).isEqualTo("wattmesh_validator_00");
    assertThat(first.login().orElseThrow().username()).isEqualTo("all");
    assertThat(second.keyspace()).isEqualTo("wattmesh_validator_01");
    assertThat(second.login().orElseThrow().password()).isEqualTo("own");
    assertThat(second.contactPoints().getFirst().getPort()).isEqualTo(9043);
    assertThat(spaces.bids().keyspace()).isEqualTo("wattmesh_bids");
  }

  @Test
  void the_command_shows_what_holds_and_no_secret() throws IOException {
    Path file =
        file(
            "wattmesh.store.cassandra { username = op, password = hush, tls.own-password = hush }",
            "wattmesh.store.cassandra.validators.validator-02.password = hush");
    Cli shown = Cli.run("config", "--effective", "--config", file);
    assertThat(shown.code()).isEqualTo(ExitCodes.OK);
    assertThat(shown.out())
        .contains("wattmesh.store.cassandra.username = op  (" + file + ":2)")
        .contains("wattmesh.store.cassandra.password = ***")
        .contains("wattmesh.store.cassandra.validators.validator-02.password = ***")
        .contains("wattmesh.node.port = 25520  (default)")
        .doesNotContain("hush");
    Cli json = Cli.run("config", "--effective", "--json", "--config", file);
    assertThat(json.out()).contains("\"schemaVersion\" : 1").doesNotContain("hush");
  }

  @Test
  void the_node_command_ends_before_it_starts_anything_if_a_key_is_unknown() throws IOException {
    Cli node = Cli.run("node", "--config", file("wattmesh.node.rolls = [validator]"));
    assertThat(node.code()).isEqualTo(ExitCodes.FAILURE);
    assertThat(node.err()).contains("node.conf:2").contains("wattmesh.node.roles");
  }
}
