package io.wattmesh.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wattmesh.cluster.settings.StoreKind;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.market.clearing.ClearingFigures;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.MemoryBidStore;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeMetricsTest {
  private static final Path DASHBOARD = Path.of("deploy/grafana/wattmesh.json");
  private static final Pattern NAME = Pattern.compile("\\b(?:wattmesh|jvm|process)_[a-z_]+");
  private static final MarketSchedule SCHEDULE =
      new MarketSchedule(1_000_000_000, 300_000, 60_000, 40_000, 60_000);

  private final NodeMetrics metrics = new NodeMetrics(SCHEDULE);

  @AfterEach
  void close() {
    metrics.close();
  }

  private static CommittedBlock block(long height, long timestampMillis, LedgerEvent event) {
    BlockHeader header =
        new BlockHeader(
            1,
            height,
            height,
            Hash.ZERO,
            0,
            timestampMillis,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    return new CommittedBlock(
        header,
        1,
        Hash.ZERO,
        List.of(new Outcome(Hash.ZERO, OutcomeCode.ACCEPTED, 0, "")),
        List.of(event));
  }

  @Test
  void a_block_counts_and_its_delays_are_taken_from_the_schedule() {
    long closure = SCHEDULE.gateClosureMillis(3);
    var frozen = new LedgerEvent.BooksFrozen(3, Hash.ZERO, 7, Collections.emptySortedMap());

    metrics.onBlock(block(9, closure + 1_500, frozen), closure + 2_000);

    assertThat(metrics.scrape())
        .contains("wattmesh_ledger_height 9.0")
        .contains("wattmesh_blocks_total 1.0")
        .contains("wattmesh_transactions_total{outcome=\"ACCEPTED\"} 1.0")
        .contains("wattmesh_intervals_total{event=\"frozen\"} 1.0")
        .contains("wattmesh_stage_seconds_sum{stage=\"block\"} 0.5")
        .contains("wattmesh_stage_seconds_sum{stage=\"books\"} 2.0")
        .contains("wattmesh_stage_seconds_bucket{stage=\"books\",le=\"2.5\"} 1")
        .contains("wattmesh_stage_seconds_bucket{stage=\"books\",le=\"1.0\"} 0");
  }

  @Test
  void what_the_ledger_had_before_the_node_joined_is_counted_but_is_no_delay() {
    metrics.onBlock(
        block(1, 1_000, new LedgerEvent.IntervalVoided(0)), SCHEDULE.deliveryMillis(50));

    assertThat(metrics.scrape())
        .contains("wattmesh_intervals_total{event=\"void\"} 1.0")
        .contains("wattmesh_stage_seconds_count{stage=\"block\"} 0");
  }

  @Test
  void answers_and_clearings_are_counted() {
    metrics.onAnswer(true);
    metrics.onAnswer(true);
    metrics.onAnswer(false);
    metrics.onClearing(
        new ClearingFigures(
            0,
            new ClearingEffort(93, 0, 1, 190, 4),
            1_200,
            50_000,
            ResidualTrace.NONE,
            new TreeMap<>()));

    assertThat(metrics.scrape())
        .contains("wattmesh_bids_total{answer=\"acknowledged\"} 2.0")
        .contains("wattmesh_bids_total{answer=\"refused\"} 1.0")
        .contains("wattmesh_clearing_rounds_sum 93.0")
        .contains("wattmesh_clearing_bytes_sum 50000.0");
  }

  private static ReplicaStatus status(long height) {
    var id = new ParticipantId("validator-00");
    var validators =
        new ValidatorSet(
            1, List.of(new Validator(id, DemoKeys.derive(1, "v").verificationKey(), 1)));
    return new ReplicaStatus(
        validators,
        false,
        false,
        height,
        id,
        height,
        height,
        0,
        height,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>());
  }

  @Test
  void what_a_validator_told_is_gone_when_it_runs_elsewhere() {
    var here = new ParticipantId("validator-00");
    var stays = new ParticipantId("validator-01");
    metrics.onStatus(here, status(9));
    metrics.onStatus(stays, status(4));
    assertThat(metrics.scrape())
        .contains("wattmesh_validator_height{validator=\"validator-00\"} 9.0");

    metrics.onGone(here);
    assertThat(metrics.scrape())
        .doesNotContain("validator-00")
        .contains("wattmesh_validator_height{validator=\"validator-01\"} 4.0");

    metrics.onStatus(here, status(12));
    assertThat(metrics.scrape())
        .contains("wattmesh_validator_height{validator=\"validator-00\"} 12.0");
  }

  @Test
  void a_stores_latencies_are_told_by_operation_and_what_it_throws_passes() {
    BidStore store =
        StoreTimers.timed(
            metrics.registry(), StoreKind.CASSANDRA, BidStore.class, new MemoryBidStore());
    store.put(List.of());
    assertThat(store.load(7)).isEmpty();
    assertThat(store.load(8)).isEmpty();
    String all =
        "wattmesh_store_seconds_count{database=\"cassandra\",operation=\"%s\",store=\"BidStore\"} %d";
    assertThat(metrics.scrape())
        .contains(all.formatted("load", 2))
        .contains(all.formatted("put", 1));
    assertThatThrownBy(() -> store.put(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void every_figure_of_the_dashboard_is_one_that_a_node_has() throws IOException {
    metrics.onAnswer(true);
    metrics.onBlock(block(1, 1_000, new LedgerEvent.IntervalVoided(0)), 1_000);
    String scraped = metrics.scrape();
    var named = new TreeSet<String>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
      for (JsonNode target : panel.get("targets")) {
        NAME.matcher(target.get("expr").asText()).results().forEach(hit -> named.add(hit.group()));
      }
    }

    // Those of validators are there once one runs on the node.
    named.removeIf(name -> name.startsWith("wattmesh_validator_"));
    assertThat(named).hasSizeGreaterThan(8).allMatch(scraped::contains);
  }
}
