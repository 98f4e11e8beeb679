package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.state.Contradiction;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.ReadingConflict;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.governance.RuleChange.RevokeIdentity;
import io.wattmesh.proto.governance.RuleChange.SetMeters;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-25")
@Tag("seed-42")
class OracleRuleTest {
  private static final long MWH_JOULES = 3_600_000_000L;
  private static final long DELAY = 1_000;

  private final LedgerFixture fixture;
  private final LedgerRun run;
  private final Governing governing;
  private final long gate;

  OracleRuleTest() {
    var draft = new GenesisDraft();
    draft.governance = new Governance(Optional.empty(), DELAY, 1_000 * DELAY);
    fixture = LedgerFixture.of(draft);
    run = new LedgerRun(fixture);
    governing = new Governing(run);
    gate = run.schedule().gateClosureMillis(0);
  }

  private static PutIdentity oracle(String id, String key, int bus, long from, long to) {
    return new PutIdentity(
        new ParticipantId(id),
        Role.ORACLE.code(),
        Signing.key(key).verificationKey(),
        bus,
        0,
        0,
        from,
        to);
  }

  private long delivered(long interval) {
    return run.schedule().deliveryMillis(interval + 1);
  }

  /** Whether the reading of a signer at bus 1 counts. */
  private boolean counts(long interval, SignedEnvelope reading) {
    byte[] readings =
        fixture
            .envelope(
                MessageType.READINGS,
                reading.signer(),
                new io.wattmesh.proto.book.Readings(interval, 1, List.of(reading)).toBytes())
            .toBytes();
    var outcome = run.block(delivered(interval), readings).outcomes().getFirst();
    boolean counted = outcome.code() == OutcomeCode.ACCEPTED && outcome.refusedParts() == 0;
    assertThat(run.state().readings(interval, 1).containsKey(new ParticipantId("gen-1")))
        .isEqualTo(counted);
    return counted;
  }

  private SignedEnvelope reading(String oracle, long interval) {
    return fixture.reading(oracle, "gen-1", interval, MWH_JOULES);
  }

  @Test
  void an_oracle_that_nobody_registered_is_refused_and_one_that_is_registered_is_not() {
    governing.approve(gate - DELAY, oracle("meter-new", "meter-new", 1, 0, RuleChange.FOREVER));
    run.block(gate - 1);
    run.clearSeed(0);
    assertThat(counts(0, reading("meter-other", 0))).isFalse();
    assertThat(counts(0, reading("meter-new", 0))).as("from the next gate on").isFalse();
    assertThat(counts(0, reading("meter-1", 0))).isTrue();
  }

  @Test
  void a_registered_oracle_counts_from_the_next_gate_on() {
    governing.approve(gate - DELAY - 1, oracle("meter-new", "meter-new", 1, 0, RuleChange.FOREVER));
    run.block(gate - 1);
    run.clearSeed(0);
    assertThat(counts(0, reading("meter-new", 0))).isTrue();
  }

  @Test
  void a_revoked_oracle_is_refused() {
    governing.approve(gate - DELAY - 1, new RevokeIdentity(new ParticipantId("meter-1")));
    run.block(gate - 1);
    run.clearSeed(0);
    assertThat(counts(0, reading("meter-1", 0))).isFalse();
  }

  @Test
  void an_oracle_counts_within_its_window_and_neither_before_nor_after() {
    governing.approve(
        gate - DELAY - 1,
        oracle("meter-late", "meter-late", 1, 1, RuleChange.FOREVER),
        oracle("meter-once", "meter-once", 1, 0, 0));
    run.block(gate - 1);
    run.clearSeed(0);
    run.clearSeed(1);
    assertThat(counts(0, reading("meter-late", 0))).isFalse();
    assertThat(counts(0, reading("meter-once", 0))).isTrue();
    assertThat(counts(1, reading("meter-once", 1))).isFalse();
    assertThat(counts(1, reading("meter-late", 1))).isTrue();
  }

  @Test
  void after_another_key_was_registered_the_one_before_signs_nothing() {
    governing.approve(gate - DELAY - 1, oracle("meter-1", "meter-1-new", 1, 0, RuleChange.FOREVER));
    run.block(gate - 1);
    run.clearSeed(0);
    assertThat(counts(0, reading("meter-1", 0))).isFalse();
    byte[] payload =
        MarketCodec.encode(new MeterReading(new ParticipantId("gen-1"), 0, MWH_JOULES));
    SignedEnvelope anew =
        fixture
            .context()
            .sign(MessageType.METER_READING, "meter-1", payload, Signing.key("meter-1-new"));
    byte[] readings = new io.wattmesh.proto.book.Readings(0, 1, List.of(anew)).toBytes();
    byte[] transaction =
        fixture
            .context()
            .sign(MessageType.READINGS, "meter-1", readings, Signing.key("meter-1-new"))
            .toBytes();
    var outcome = run.block(delivered(0), transaction).outcomes().getFirst();
    assertThat(outcome.code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(outcome.refusedParts()).isZero();
  }

  @Test
  void two_different_readings_of_a_meter_convict_it_and_the_first_one_stays() {
    run.clearSeed(0);
    run.clearSeed(1);
    SignedEnvelope first = fixture.reading("gen-1", 0, MWH_JOULES);
    SignedEnvelope second = fixture.reading("gen-1", 0, 2 * MWH_JOULES);
    long millis = delivered(0);
    run.block(millis, fixture.readings(0, 1, first));
    var outcome = run.block(millis + 1, fixture.readings(0, 1, second)).outcomes().getFirst();

    assertThat(outcome.refusedParts()).isEqualTo(1);
    assertThat(run.state().readings(0, 1)).containsEntry(new ParticipantId("gen-1"), MWH_JOULES);
    assertThat(run.state().contradiction(Signing.key("meter-1").verificationKey()))
        .contains(
            new Contradiction(
                new ParticipantId("meter-1"),
                new ParticipantId("gen-1"),
                0,
                first.digest(),
                second.digest(),
                millis + 1));
    assertThat(counts(1, reading("meter-1", 1))).isFalse();
    assertThat(
            governing.propose(delivered(1), oracle("meter-1", "meter-1", 1, 0, RuleChange.FOREVER)))
        .as("the key comes back to nobody")
        .isEqualTo(OutcomeCode.INVALID_PROPOSAL);
    assertThat(
            governing.propose(
                delivered(1), oracle("meter-1", "meter-1-new", 1, 0, RuleChange.FOREVER)))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void the_same_reading_again_or_another_oracles_is_no_contradiction() {
    governing.approve(gate - DELAY - 1, oracle("meter-new", "meter-new", 1, 0, RuleChange.FOREVER));
    run.block(gate - 1);
    run.clearSeed(0);
    SignedEnvelope first = fixture.reading("gen-1", 0, MWH_JOULES);
    SignedEnvelope other = fixture.reading("meter-new", "gen-1", 0, 2 * MWH_JOULES);
    var outcome =
        run.block(delivered(0), fixture.readings(0, 1, first, first, other)).outcomes().getFirst();
    assertThat(outcome.refusedParts()).isEqualTo(2);
    assertThat(run.state().contradiction(Signing.key("meter-1").verificationKey())).isEmpty();
    assertThat(run.state().contradiction(Signing.key("meter-new").verificationKey())).isEmpty();
  }

  @Test
  void a_contradiction_is_shown_by_anybody_registered_also_after_the_settlement() {
    run.clearSeed(0);
    long late = run.schedule().readingDeadlineMillis(0) + 1;
    run.block(late);
    SignedEnvelope first = fixture.reading("gen-1", 0, MWH_JOULES);
    SignedEnvelope second = fixture.reading("gen-1", 0, -MWH_JOULES);
    byte[] evidence = conflict("load-2", first, second);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), evidence)).isTrue();

    assertRefused(OutcomeCode.UNKNOWN_SIGNER, late, conflict("nobody", first, second));
    assertRefused(OutcomeCode.NO_EVIDENCE, late, conflict("load-2", first, first));
    assertRefused(
        OutcomeCode.NO_EVIDENCE,
        late,
        conflict("load-2", first, fixture.reading("gen-1", 1, -MWH_JOULES)));
    assertRefused(
        OutcomeCode.NO_EVIDENCE,
        late,
        conflict("load-2", first, fixture.reading("meter-2", "gen-1", 0, 7)));
    byte[] payload = MarketCodec.encode(new MeterReading(new ParticipantId("gen-1"), 0, 7));
    SignedEnvelope forged =
        fixture
            .context()
            .sign(MessageType.METER_READING, "meter-1", payload, Signing.key("load-2"));
    assertRefused(OutcomeCode.NO_EVIDENCE, late, conflict("load-2", first, forged));

    assertThat(run.outcome(late, evidence)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), evidence)).isFalse();
    assertRefused(OutcomeCode.DUPLICATE, late + 1, conflict("gen-3", second, first));
    var rules = new RulesReader(fixture.genesis()).read(run.state());
    assertThat(rules.identity(new ParticipantId("meter-1"), 0)).isPresent();
    assertThat(rules.identity(new ParticipantId("meter-1"), 1)).isEmpty();
  }

  private byte[] conflict(String accuser, SignedEnvelope first, SignedEnvelope second) {
    return fixture
        .envelope(
            MessageType.READING_CONFLICT, accuser, new ReadingConflict(first, second).toBytes())
        .toBytes();
  }

  private void assertRefused(OutcomeCode code, long millis, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(millis, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void readings_of_several_meters_are_summed_when_all_are_there() {
    governing.approve(
        gate - DELAY - 1,
        oracle("meter-pv", "meter-pv", 1, 0, RuleChange.FOREVER),
        new SetMeters(
            new ParticipantId("gen-1"),
            List.of(new ParticipantId("meter-1"), new ParticipantId("meter-pv"))));
    run.block(gate - 1);
    run.clearSeed(0);
    SignedEnvelope load = fixture.reading("meter-1", "gen-1", 0, -2 * MWH_JOULES);
    SignedEnvelope solar = fixture.reading("meter-pv", "gen-1", 0, 7 * MWH_JOULES);
    run.block(delivered(0), fixture.readings(0, 1, load));
    assertThat(run.state().readings(0, 1)).isEmpty();
    assertThat(run.state().progress(0).readings()).isZero();

    run.block(delivered(0) + 1, fixture.readings(0, 1, solar));

    assertThat(run.state().readings(0, 1))
        .containsEntry(new ParticipantId("gen-1"), 5 * MWH_JOULES);
    assertThat(run.state().progress(0).readings()).isEqualTo(1);
  }

  @Test
  void a_meter_that_is_not_the_participants_and_a_sum_beyond_its_devices_do_not_count() {
    governing.approve(
        gate - DELAY - 1,
        oracle("meter-a", "meter-a", 1, 0, RuleChange.FOREVER),
        oracle("meter-b", "meter-b", 1, 0, RuleChange.FOREVER),
        new SetMeters(
            new ParticipantId("gen-1"),
            List.of(new ParticipantId("meter-a"), new ParticipantId("meter-b"))));
    run.block(gate - 1);
    run.clearSeed(0);
    assertThat(counts(0, reading("meter-1", 0))).isFalse();
    run.block(
        delivered(0),
        fixture.readings(
            0,
            1,
            fixture.reading("meter-a", "gen-1", 0, 300 * MWH_JOULES),
            fixture.reading("meter-b", "gen-1", 0, 300 * MWH_JOULES + 1)));
    assertThat(run.state().readings(0, 1)).isEmpty();
    run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.state().supply().verifiedJoules()).isZero();
    assertThat(run.state().layer().get(io.wattmesh.ledger.state.StateKey.witnesses(0, 1)))
        .isEmpty();
  }
}
