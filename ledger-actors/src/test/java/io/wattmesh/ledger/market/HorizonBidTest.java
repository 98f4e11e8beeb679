package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A bid with a request stands with the schedule that its aggregator booked, if that keeps it. */
class HorizonBidTest {
  private static final long MEGAWATT_HOUR = 3_600_000_000L;
  private static final BidCurve PANELS =
      new BidCurve(new long[] {0, 2 * MEGAWATT}, new long[] {5 * DOLLAR, 5 * DOLLAR});

  private final LedgerFixture fixture =
      LedgerFixture.of(new GenesisDraft().participant("store-2", 2, -10 * MEGAWATT, 12 * MEGAWATT));
  private final LedgerRun run = new LedgerRun(fixture);

  /** 10 MW and 20 MWh, half full, without losses, over three hours. */
  private static HorizonRequest store() {
    var step =
        new HorizonRequest.Step(
            -10 * MEGAWATT, 10 * MEGAWATT, 0, 20 * MEGAWATT_HOUR, 1_000_000, 1_000_000, 0);
    return new HorizonRequest(10 * MEGAWATT_HOUR, 1_000_000, 0, 0, Collections.nCopies(3, step));
  }

  private Executed booked(Optional<HorizonRequest> request, Schedule schedule) {
    var bid = new Bid(new ParticipantId("store-2"), 2, 0, 1, PANELS, request);
    SignedEnvelope envelope = fixture.envelope(MessageType.BID, "store-2", MarketCodec.encode(bid));
    byte[] book = new BidBook(0, 2, List.of(envelope), List.of(schedule)).toBytes();
    return run.block(
        run.schedule().gateClosureMillis(0),
        fixture.envelope(MessageType.BID_BOOK, "agg-2", book).toBytes());
  }

  private OutcomeCode judged(Optional<HorizonRequest> request, long... megawatts) {
    long[] watts = megawatts.clone();
    java.util.Arrays.setAll(watts, k -> megawatts[k] * MEGAWATT);
    Executed executed = booked(request, Schedule.of(watts));
    var committed = (LedgerEvent.BookCommitted) executed.events().getFirst();
    return committed.refused().values().stream().findFirst().orElse(OutcomeCode.ACCEPTED);
  }

  @Test
  void whatIsBookedForNowStandsWithTheCurveAndCanBeShedAtTheCap() {
    assertThat(judged(Optional.of(store()), -8, -2, 10)).isEqualTo(OutcomeCode.ACCEPTED);
    StandingBid bid = run.state().book(0, 2).orElseThrow().bids().getFirst();
    assertThat(bid.scheduledWatts()).isEqualTo(-8 * MEGAWATT);
    assertThat(bid.curve())
        .isEqualTo(
            new BidCurve(
                new long[] {-8 * MEGAWATT, -6 * MEGAWATT, -6 * MEGAWATT, 2 * MEGAWATT},
                new long[] {5 * DOLLAR, 5 * DOLLAR, 1_000 * DOLLAR, 1_000 * DOLLAR}));
    // 8 MW withdrawn up to the curve's 5 $/MWh, or 6 MW at the cap.
    assertThat(run.account("store-2").lockedMicros()).isEqualTo(6_000 * DOLLAR + 12);
  }

  @Test
  void whatIsBookedToInjectCanBeSpilledAtTheFloor() {
    assertThat(judged(Optional.of(store()), 10, 0, 0)).isEqualTo(OutcomeCode.ACCEPTED);
    BidCurve curve = run.state().book(0, 2).orElseThrow().bids().getFirst().curve();
    assertThat(curve.lowWattsAt(-1_000L * DOLLAR * 1_000_000)).isZero();
    assertThat(curve.highWattsAt(-1_000L * DOLLAR * 1_000_000)).isEqualTo(10 * MEGAWATT);
    assertThat(curve.maxWatts()).isEqualTo(12 * MEGAWATT);
  }

  @Test
  void aScheduleThatFillsTheStoreBeyondItsBoundIsInfeasible() {
    assertThat(judged(Optional.of(store()), -8, -3, 0)).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
  }

  @Test
  void aScheduleThatEmptiesItBeyondItsBoundIsInfeasible() {
    assertThat(judged(Optional.of(store()), 5, 5, 1)).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
  }

  @Test
  void aPowerBeyondTheRequestsIsInfeasible() {
    assertThat(judged(Optional.of(store()), 11, -10, 0)).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
  }

  @Test
  void aScheduleOfAnotherLengthOrOfNoneIsInfeasible() {
    assertThat(judged(Optional.of(store()), -1, 0)).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
    assertThat(run.state().book(0, 2).orElseThrow().bids()).isEmpty();
    assertThat(run.account("store-2").lockedMicros()).isZero();
  }

  @Test
  void aScheduleForABidThatAskedForNoneIsInfeasible() {
    assertThat(judged(Optional.empty(), 1)).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
  }

  @Test
  void aRequestWithoutAScheduleDoesNotStand() {
    assertThat(judged(Optional.of(store()))).isEqualTo(OutcomeCode.INFEASIBLE_SCHEDULE);
  }

  @Test
  void curveAndScheduleTogetherStayWithinTheDeviceLimits() {
    var wide =
        new HorizonRequest.Step(
            -20 * MEGAWATT, 20 * MEGAWATT, 0, 90 * MEGAWATT_HOUR, 1_000_000, 1_000_000, 0);
    var request =
        new HorizonRequest(30 * MEGAWATT_HOUR, 1_000_000, 0, 0, Collections.nCopies(2, wide));
    assertThat(judged(Optional.of(request), 11, 0)).isEqualTo(OutcomeCode.BEYOND_DEVICE_LIMITS);
  }

  @Test
  void aLaterPowerBeyondTheDeviceLimitsIsRefusedToo() {
    var wide =
        new HorizonRequest.Step(
            -20 * MEGAWATT, 20 * MEGAWATT, 0, 90 * MEGAWATT_HOUR, 1_000_000, 1_000_000, 0);
    var request =
        new HorizonRequest(30 * MEGAWATT_HOUR, 1_000_000, 0, 0, Collections.nCopies(2, wide));
    assertThat(judged(Optional.of(request), 0, -11)).isEqualTo(OutcomeCode.BEYOND_DEVICE_LIMITS);
  }
}
