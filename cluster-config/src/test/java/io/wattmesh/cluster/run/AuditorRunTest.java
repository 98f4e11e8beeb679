package io.wattmesh.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.cli.Cli;
import io.wattmesh.cluster.disclosure.Disclosure;
import io.wattmesh.cluster.disclosure.DisclosureDesk;
import io.wattmesh.cluster.disclosure.PersonalRecordStore;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.ledger.audit.AuditReport;
import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.AuditArea;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.contract.SettleTrade;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.privacy.DisclosureRequest;
import io.wattmesh.proto.privacy.PersonalRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor sees the records, settlements and trades of its area; erased data breaks no proof. */
@Tag("seed-34")
class AuditorRunTest {
  private static final long SEED = 5;
  private static final long LATER = 2_000_000_000_000L;
  private static final String MARKET =
      """
      name: audited
      description: Three participants at two buses, an auditor for each.
      seed: 5
      grid:
        case: seed_3bus_chain
      auditors:
        - id: auditor-west
          buses: [1]
        - id: auditor-east
          buses: [2, 3]
      start: 2025-04-10T12:00:00Z
      intervals: 3
      """
          + ThreeBidders.TERMS;

  @TempDir private static Path run;
  private static ScenarioMarket market;

  private static ParticipantId id(String name) {
    return new ParticipantId(name);
  }

  private static PersonalRecord record(String name) {
    byte[] salt = new byte[PersonalRecord.SALT_BYTES];
    new Random(name.hashCode()).nextBytes(salt);
    return new PersonalRecord(salt, ("home of " + name).getBytes(StandardCharsets.US_ASCII));
  }

  private static SignedEnvelope anchor(String name) {
    byte[] arguments = PersonalRecords.toBytes(record(name).commitment());
    var call = new Call(1, PersonalRecords.CONTRACT, PersonalRecords.ANCHOR, arguments);
    return sign(name, MessageType.CALL, call.toBytes());
  }

  /** Both are of the eastern area. */
  private static SignedEnvelope agree() {
    var trade = new Trade(id("load-3"), id("supply-3"), 2, 3_600_000, 50_000_000);
    byte[] sellers = sign("supply-3", MessageType.TRADE, trade.toBytes()).toBytes();
    return sign(
        "load-3", MessageType.CALL, new Call(2, Trade.CONTRACT, Trade.AGREE, sellers).toBytes());
  }

  private static SignedEnvelope settle() {
    byte[] named = new SettleTrade(id("load-3"), 2).toBytes();
    return sign(
        "load-3", MessageType.CALL, new Call(3, Trade.CONTRACT, Trade.SETTLE, named).toBytes());
  }

  private static SignedEnvelope sign(String name, MessageType type, byte[] payload) {
    return market.genesis().signingContext().sign(type, name, payload, DemoKeys.derive(SEED, name));
  }

  private static SignedEnvelope request(String auditor, long from, long to, long notAfter) {
    byte[] payload = new DisclosureRequest(from, to, notAfter).toBytes();
    return sign(auditor, MessageType.DISCLOSURE_REQUEST, payload);
  }

  @BeforeAll
  static void runWithRecords() throws IOException {
    market = ScenarioMarket.of(Scenarios.parse("audited.yaml", MARKET), run);
    Path state = Files.createDirectories(run.resolve("state"));
    var store = new PersonalRecordStore(run);
    try (MarketRun going = MarketRun.start(market, 3, state)) {
      for (String name : List.of("supply-1", "load-3", "supply-3")) {
        store.put(id(name), record(name));
        going.submit(anchor(name));
      }
      going.run(
          interval -> {
            if (interval > 0) {
              going.submit(interval == 1 ? agree() : settle());
            }
          });
    }
    try (LedgerStore blocks = RocksLedgerStore.open(state.resolve("validator-00"))) {
      LedgerExport.write(blocks, market.genesis(), Files.createDirectories(run.resolve("ledger")));
    }
  }

  private static LedgerExport export() {
    return LedgerExport.open(run.resolve("ledger"));
  }

  private static Disclosure disclose(SignedEnvelope request, long nowMillis) throws IOException {
    return new DisclosureDesk(export(), new PersonalRecordStore(run)).disclose(request, nowMillis);
  }

  private static AuditArea area(String auditor) {
    return market.genesis().parameters().accountability().areaOf(id(auditor)).orElseThrow();
  }

  @Test
  void an_auditor_is_given_the_records_and_settlements_of_its_area_and_of_nobody_else()
      throws IOException {
    Disclosure west = disclose(request("auditor-west", 0, 9, LATER), 0);
    assertThat(west.records()).containsOnlyKeys(id("supply-1"));
    assertThat(west.records().get(id("supply-1"))).isEqualTo(record("supply-1"));
    assertThat(west.statements()).hasSize(3);
    assertThat(west.trades()).isEmpty();
    assertThat(west.statements())
        .allMatch(statement -> statement.participant().equals(id("supply-1")));

    Disclosure east = disclose(request("auditor-east", 1, 1, LATER), LATER);
    assertThat(east.records()).containsOnlyKeys(id("load-3"), id("supply-3"));
    assertThat(east.statements()).hasSize(2).allMatch(statement -> statement.interval() == 1);
    assertThat(east.trades()).hasSize(1);
    assertThat(east.trades().getFirst().seller()).isEqualTo(id("supply-3"));
    assertThat(east.trades().getFirst().paymentMicros()).isEqualTo(50_000);
    assertThat(Disclosure.ofBytes(east.toBytes())).isEqualTo(east);
  }

  @Test
  void nothing_is_given_to_strangers_for_forged_changed_or_old_requests() {
    assertRefused(request("supply-1", 0, 1, LATER), 0, "no request that an auditor");
    byte[] payload = new DisclosureRequest(0, 1, LATER).toBytes();
    SignedEnvelope forged =
        market
            .genesis()
            .signingContext()
            .sign(
                MessageType.DISCLOSURE_REQUEST,
                "auditor-west",
                payload,
                DemoKeys.derive(SEED, "auditor-east"));
    assertRefused(forged, 0, "no request that an auditor");
    assertRefused(sign("auditor-west", MessageType.CALL, payload), 0, "no request that an auditor");
    assertRefused(request("auditor-west", 0, 1, 1_000), 1_001, "Ask it for a new one");
  }

  private static void assertRefused(SignedEnvelope request, long nowMillis, String why) {
    assertThatThrownBy(() -> disclose(request, nowMillis))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_disclosure_is_checked_against_the_ledger_and_any_change_of_it_is_found()
      throws IOException {
    var desk = new DisclosureDesk(export(), new PersonalRecordStore(run));
    Disclosure east = disclose(request("auditor-east", 0, 1, LATER), 0);
    Disclosure west = disclose(request("auditor-west", 0, 1, LATER), 0);
    assertThat(desk.refusal(east, area("auditor-east"))).isEmpty();
    assertThat(desk.refusal(west, area("auditor-east"))).isPresent();
    var changed = new TreeMap<>(east.records());
    changed.put(id("load-3"), record("supply-3"));
    assertThat(desk.refusal(new Disclosure(changed, List.of(), List.of()), area("auditor-east")))
        .hasValueSatisfying(why -> assertThat(why).contains("the record of load-3"));
    assertThat(
            desk.refusal(
                new Disclosure(new TreeMap<>(), west.statements(), List.of()),
                area("auditor-east")))
        .hasValueSatisfying(why -> assertThat(why).contains("no such settlement"));
    assertThat(
            desk.refusal(
                new Disclosure(new TreeMap<>(), List.of(), east.trades()), area("auditor-west")))
        .hasValueSatisfying(why -> assertThat(why).contains("no such trade"));
  }

  @Test
  void after_a_record_is_erased_every_proof_holds_and_nothing_of_it_is_left_to_be_given()
      throws IOException {
    var store = new PersonalRecordStore(run);
    AuditReport before = LedgerAudit.check(export(), replayed -> {});
    Path request =
        Files.write(run.resolve("request.bin"), request("auditor-east", 0, 1, LATER).toBytes());
    Path out = run.resolve("east.bin");
    assertThat(Cli.run("disclose", run, "--request", request, "--out", out).out())
        .isEqualTo("2 personal records, 4 settlements, 1 trades" + System.lineSeparator());
    assertThat(Cli.run("disclose", run, "--check", out, "--auditor", "auditor-east").code())
        .isZero();
    assertThat(Cli.run("disclose", run, "--check", out, "--auditor", "auditor-west").code())
        .isEqualTo(4);

    assertThat(Cli.run("record", run, "load-3", "--erase").code()).isZero();
    try {
      assertThat(store.find(id("load-3"))).isEmpty();
      assertThat(Cli.run("record", run, "load-3", "--erase").err()).contains("no record of load-3");
      assertThat(LedgerAudit.check(export(), replayed -> {})).isEqualTo(before);
      assertThat(Cli.run("verify", run).code()).isZero();
      assertThat(disclose(request("auditor-east", 0, 1, LATER), 0).records())
          .containsOnlyKeys(id("supply-3"));
    } finally {
      store.put(id("load-3"), record("load-3"));
    }
  }

  @Test
  void a_kept_record_that_is_not_the_anchored_one_is_not_given() throws IOException {
    var store = new PersonalRecordStore(run);
    Path data = Files.writeString(run.resolve("data.txt"), "moved house");
    Cli kept = Cli.run("record", run, "supply-1", "--keep", data);
    try {
      assertThat(kept.out().strip())
          .isEqualTo(store.find(id("supply-1")).orElseThrow().commitment().hex());
      assertThat(disclose(request("auditor-west", 0, 1, LATER), 0).records()).isEmpty();
    } finally {
      store.put(id("supply-1"), record("supply-1"));
    }
  }
}
