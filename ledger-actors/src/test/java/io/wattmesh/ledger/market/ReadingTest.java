package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-25")
@Tag("seed-42")
class ReadingTest {
  private static final long MWH_JOULES = 3_600_000_000L;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long delivered = run.schedule().deliveryMillis(1);

  @BeforeEach
  void clear() {
    run.clearSeed(0);
  }

  private void assertRefused(OutcomeCode code, long blockMillis, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(blockMillis, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  /** Submitted by the good oracle of bus 1: the transaction stands, the reading in it does not. */
  private void assertReadingRefused(SignedEnvelope reading) {
    Outcome outcome = run.block(delivered, fixture.readings(0, 1, reading)).outcomes().getFirst();
    assertThat(outcome.code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(outcome.refusedParts()).isEqualTo(1);
    assertThat(run.state().readings(0, 1)).isEmpty();
  }

  @Test
  void readings_count_from_the_end_of_delivery_to_the_reading_deadline_by_block_time() {
    byte[] readings = fixture.readings(0, 1, fixture.reading("gen-1", 0, MWH_JOULES));
    assertRefused(OutcomeCode.GATE_OPEN, delivered - 1, readings);
    var late = new LedgerRun(fixture);
    late.clearSeed(0);
    assertThat(late.outcome(late.schedule().readingDeadlineMillis(0) + 1, readings))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
    assertThat(run.outcome(run.schedule().readingDeadlineMillis(0), readings))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().readings(0, 1)).containsEntry(new ParticipantId("gen-1"), MWH_JOULES);
  }

  @Test
  void only_the_oracle_of_a_bus_submits_its_readings() {
    SignedEnvelope reading = fixture.reading("gen-1", 0, MWH_JOULES);
    assertRefused(OutcomeCode.WRONG_BUS, delivered, fixture.readings("meter-2", 0, 1, reading));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, delivered, fixture.readings("agg-1", 0, 1, reading));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, delivered, fixture.readings("nobody", 0, 1, reading));
    byte[] forged = fixture.readings(0, 1, reading);
    forged[forged.length - 1] ^= 1;
    assertRefused(OutcomeCode.BAD_SIGNATURE, delivered, forged);
  }

  @Test
  void a_reading_needs_the_key_of_a_registered_oracle_of_the_bus() {
    var reading = new MeterReading(new ParticipantId("gen-1"), 0, MWH_JOULES);
    byte[] payload = MarketCodec.encode(reading);
    assertReadingRefused(fixture.reading("meter-2", "gen-1", 0, MWH_JOULES));
    assertReadingRefused(fixture.reading("gen-1", "gen-1", 0, MWH_JOULES));
    assertReadingRefused(
        fixture
            .genesis()
            .signingContext()
            .sign(MessageType.METER_READING, "meter-1", payload, Signing.key("meter-2")));
    assertReadingRefused(fixture.envelope(MessageType.BID, "meter-1", payload));
    assertReadingRefused(fixture.envelope(MessageType.METER_READING, "meter-1", new byte[9]));
    assertReadingRefused(fixture.envelope(MessageType.METER_READING, "NOT an id!", payload));
  }

  @Test
  void a_reading_of_an_unknown_participant_or_another_bus_or_interval_is_refused() {
    assertReadingRefused(fixture.reading("meter-1", "nobody", 0, 1));
    assertReadingRefused(fixture.reading("meter-1", "agg-1", 0, 1));
    assertReadingRefused(fixture.reading("meter-1", "ledger.balancing", 0, 1));
    assertReadingRefused(fixture.reading("meter-1", "load-2", 0, -1));
    assertReadingRefused(fixture.reading("gen-1", 1, MWH_JOULES));
  }

  @Test
  void a_reading_beyond_the_registered_devices_is_refused() {
    assertReadingRefused(fixture.reading("gen-1", 0, 600 * MWH_JOULES + 1));
    assertReadingRefused(fixture.reading("gen-1", 0, -1));
    assertThat(
            run.outcome(
                delivered, fixture.readings(0, 1, fixture.reading("gen-1", 0, 600 * MWH_JOULES))))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().readings(0, 1)).hasSize(1);
  }

  @Test
  void a_participant_is_metered_once_an_interval() {
    SignedEnvelope first = fixture.reading("gen-1", 0, MWH_JOULES);
    SignedEnvelope second = fixture.reading("gen-1", 0, 2 * MWH_JOULES);
    Executed executed = run.block(delivered, fixture.readings(0, 1, first, second));
    assertThat(executed.outcomes().getFirst().refusedParts()).isEqualTo(1);
    executed = run.block(delivered + 1, fixture.readings(0, 1, second));
    assertThat(executed.outcomes().getFirst().refusedParts()).isEqualTo(1);
    assertThat(run.state().readings(0, 1)).containsEntry(new ParticipantId("gen-1"), MWH_JOULES);
  }

  @Test
  void the_last_awaited_reading_settles_the_interval() {
    run.block(
        delivered,
        fixture.readings(0, 1, fixture.reading("gen-1", 0, 1)),
        fixture.readings(0, 3, fixture.reading("gen-3", 0, 1), fixture.reading("load-3", 0, -1)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.CLEARED);
    run.block(delivered + 1, fixture.readings(0, 2, fixture.reading("load-2", 0, -1)));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(run.state().supply().verifiedJoules()).isEqualTo(2);
  }
}
