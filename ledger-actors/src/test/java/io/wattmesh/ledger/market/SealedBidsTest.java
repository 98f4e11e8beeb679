package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static io.wattmesh.ledger.LedgerFixture.GEN_1;
import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_2;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.SolvedClearing;
import io.wattmesh.ledger.genesis.SealedBids;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The rules of sealed bids, one by one. An interval lasts an hour, so a MW locks a MWh's worth. */
class SealedBidsTest {
  private static final long FORFEIT = 10 * DOLLAR;

  private final LedgerFixture fixture =
      LedgerFixture.of(
          new GenesisDraft()
              .sealedBids(FORFEIT)
              .participant("store-3", 3, -10 * MEGAWATT, 10 * MEGAWATT)
              .participant("poor-3", 3, -MEGAWATT, 0, 9 * DOLLAR));

  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);
  private final long deadline = run.schedule().bookDeadlineMillis(0);
  private final long lastBook = deadline - 60_000;
  private final Opening gen1 = opening("gen-1", GEN_1);
  private final Opening load2 = opening("load-2", LOAD_2);
  private final Opening gen3 = opening("gen-3", GEN_3);
  private final Opening load3 = opening("load-3", LOAD_3);

  private Opening opening(String who, BidCurve curve) {
    return opening(who, 1, curve);
  }

  private Opening opening(String who, long nonce, BidCurve curve) {
    return Opening.of(fixture.bid(who, 0, nonce, curve), Signing.key(who));
  }

  private byte[] book(int bus, Opening... openings) {
    return book("agg-" + bus, bus, openings);
  }

  private byte[] book(String aggregator, int bus, Opening... openings) {
    return fixture.book(
        aggregator,
        0,
        bus,
        Arrays.stream(openings).map(fixture::seal).toArray(SignedEnvelope[]::new));
  }

  private byte[] reveals(int bus, Opening... openings) {
    return fixture.reveals("agg-" + bus, 0, bus, openings);
  }

  private Executed seal() {
    return run.block(gate, book(1, gen1), book(2, load2), book(3, gen3, load3));
  }

  private void assertRefused(OutcomeCode code, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(gate + 1, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  private static <T> List<T> events(Executed executed, Class<T> kind) {
    return executed.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private List<String> standing(int bus) {
    return run.state().book(0, bus).orElseThrow().bids().stream()
        .map(StandingBid::participant)
        .map(ParticipantId::value)
        .toList();
  }

  private static ParticipantId id(String name) {
    return new ParticipantId(name);
  }

  @Test
  void a_sealed_bid_locks_a_forfeit_by_its_participants_registered_devices_whatever_it_bids() {
    Executed executed = seal();
    assertThat(executed.outcomes()).allMatch(outcome -> outcome.refusedParts() == 0);
    assertThat(run.account("gen-1").lockedMicros()).isEqualTo(600 * FORFEIT);
    assertThat(run.account("load-3").lockedMicros()).isEqualTo(90 * FORFEIT);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    assertThat(standing(3)).isEmpty();
  }

  @Test
  void the_books_are_closed_when_all_are_there_and_the_log_says_who_has_to_reveal() {
    assertThat(events(run.block(gate, book(1, gen1)), LedgerEvent.BooksClosed.class)).isEmpty();
    assertRefused(OutcomeCode.NOTHING_TO_REVEAL, reveals(1, gen1));
    Executed last = run.block(gate + 2, book(2, load2), book(3, gen3, load3));
    assertThat(events(last, LedgerEvent.BooksClosed.class))
        .containsExactly(
            new LedgerEvent.BooksClosed(
                0,
                new TreeMap<>(
                    Map.of(
                        1, List.of(id("gen-1")),
                        2, List.of(id("load-2")),
                        3, List.of(id("gen-3"), id("load-3"))))));
  }

  @Test
  void the_books_are_closed_when_their_time_is_over_and_no_further_one_is_taken() {
    run.block(gate, book(1, gen1));
    assertThat(events(run.block(lastBook), LedgerEvent.BooksClosed.class)).isEmpty();
    assertThat(run.machine.hasDeadlineBy(run.state().layer(), lastBook + 1)).isTrue();
    Executed executed = run.block(lastBook + 1, book(2, load2));
    assertThat(executed.outcomes().getFirst().code()).isEqualTo(OutcomeCode.TOO_LATE);
    assertThat(events(executed, LedgerEvent.BooksClosed.class))
        .containsExactly(
            new LedgerEvent.BooksClosed(0, new TreeMap<>(Map.of(1, List.of(id("gen-1"))))));
    assertThat(run.outcome(lastBook + 2, reveals(1, gen1))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void when_all_is_revealed_the_books_are_frozen_and_the_same_bids_stand_as_in_open_books() {
    seal();
    run.block(gate + 1, reveals(1, gen1), reveals(3, gen3, load3));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(gate + 2, reveals(2, load2));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(run.state().interval(0).orElseThrow().standingBids()).isEqualTo(4);

    var open = new LedgerRun(LedgerFixture.uncongested());
    open.bookSeed(0);
    for (int bus = 1; bus <= 3; bus++) {
      assertThat(run.state().book(0, bus).orElseThrow().bids())
          .usingRecursiveComparison()
          .ignoringFields("bidDigest")
          .isEqualTo(open.state().book(0, bus).orElseThrow().bids());
    }
    assertThat(SolvedClearing.of(fixture.genesis(), run.state(), 0).pricePicosPerMwh(0))
        .isEqualTo(open.solved(0).pricePicosPerMwh(0));
    for (String who : List.of("gen-1", "load-2", "gen-3", "load-3")) {
      assertThat(run.account(who)).isEqualTo(open.account(who));
    }
    assertThat(run.account("ledger.tariff").balanceMicros()).isZero();
  }

  @Test
  void what_nobody_reveals_does_not_stand_and_its_forfeit_goes_to_the_tariff_account() {
    seal();
    run.block(gate + 1, reveals(1, gen1), reveals(2, load2), reveals(3, gen3));
    long before = run.account("load-3").balanceMicros();
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(deadline);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    Executed frozen = run.block(deadline + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(standing(3)).containsExactly("gen-3");
    assertThat(run.account("load-3").balanceMicros()).isEqualTo(before - 90 * FORFEIT);
    assertThat(run.account("load-3").lockedMicros()).isZero();
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(90 * FORFEIT);
    assertThat(events(frozen, LedgerEvent.SealsForfeited.class).getFirst().micros())
        .containsOnlyKeys(id("load-3"))
        .containsValue(90 * FORFEIT);
  }

  @Test
  void a_late_reveal_is_refused() {
    seal();
    run.block(gate + 1, reveals(1, gen1), reveals(2, load2), reveals(3, gen3));
    assertThat(run.outcome(deadline + 1, reveals(3, load3)))
        .isEqualTo(OutcomeCode.WRONG_INTERVAL_STATUS);
  }

  @Test
  void an_aggregator_that_keeps_a_reveal_back_is_passed_by_the_participant() {
    seal();
    run.block(gate + 1, reveals(1, gen1), reveals(2, load2), reveals(3, gen3));
    assertThat(run.outcome(gate + 2, fixture.reveals("load-3", 0, 3, load3)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(standing(3)).containsExactly("gen-3", "load-3");
  }

  @Test
  void a_participant_reveals_its_own_bid_alone_and_an_aggregator_those_of_its_bus() {
    seal();
    assertRefused(OutcomeCode.NOT_ITS_OWN, fixture.reveals("gen-3", 0, 3, load3));
    assertRefused(OutcomeCode.NOT_ITS_OWN, fixture.reveals("gen-3", 0, 3, gen3, load3));
    assertRefused(OutcomeCode.WRONG_BUS, fixture.reveals("agg-1", 0, 3, gen3));
    assertRefused(OutcomeCode.NO_SEALED_BID, fixture.reveals("agg-1", 0, 1, gen3));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, fixture.reveals("meter-3", 0, 3, gen3));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, fixture.reveals("nobody", 0, 3, gen3));
    byte[] forged = reveals(3, gen3);
    forged[forged.length - 1] ^= 1;
    assertRefused(OutcomeCode.BAD_SIGNATURE, forged);
    assertRefused(
        OutcomeCode.MALFORMED,
        fixture.envelope(MessageType.REVEALS, "agg-3", new byte[16]).toBytes());
  }

  @Test
  void another_salt_another_bid_and_anothers_bid_open_nothing() {
    seal();
    assertRefused(OutcomeCode.WRONG_OPENING, reveals(3, new Opening(gen3.salt(), load3.bid())));
    assertRefused(OutcomeCode.WRONG_OPENING, reveals(3, new Opening(load3.salt(), gen3.bid())));
    SignedEnvelope dearer = fixture.bid("gen-3", 0, 1, GEN_1);
    assertRefused(OutcomeCode.WRONG_OPENING, reveals(3, new Opening(gen3.salt(), dearer)));
    assertRefused(OutcomeCode.NO_SEALED_BID, reveals(3, opening("store-3", GEN_3)));
  }

  @Test
  void who_seals_anothers_commitment_can_not_open_it() {
    var copied = new SealedBid(id("load-3"), 3, 0, 1, gen3.commitment());
    SignedEnvelope seal = fixture.envelope(MessageType.SEALED_BID, "load-3", copied.toBytes());
    run.block(gate, book(1), book(2), fixture.book(0, 3, fixture.seal(gen3), seal));
    assertThat(run.outcome(gate + 1, reveals(3, gen3))).isEqualTo(OutcomeCode.ACCEPTED);
    assertRefused(OutcomeCode.NO_SEALED_BID, fixture.reveals("agg-3", 0, 3, gen3));
    assertRefused(OutcomeCode.NOT_ITS_OWN, fixture.reveals("load-3", 0, 3, gen3));
    run.block(deadline + 1);
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(90 * FORFEIT);
  }

  @Test
  void a_reveal_that_was_taken_changes_nothing_a_second_time() {
    seal();
    assertThat(run.outcome(gate + 1, reveals(3, gen3))).isEqualTo(OutcomeCode.ACCEPTED);
    assertRefused(OutcomeCode.NO_SEALED_BID, reveals(3, gen3));
    Executed both = run.block(gate + 3, reveals(3, gen3, load3));
    assertThat(both.outcomes().getFirst().code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(both.outcomes().getFirst().refusedParts()).isOne();
    assertThat(standing(3)).containsExactly("gen-3", "load-3");
    assertThat(events(both, LedgerEvent.BidsRevealed.class).getFirst().revealed())
        .containsExactly(id("load-3"));
  }

  @Test
  void who_can_not_cover_the_forfeit_has_no_sealed_bid() {
    Executed executed =
        run.block(gate, book(3, opening("poor-3", LedgerFixture.line(-1, 1, 0, 1)), gen3));
    assertThat(executed.outcomes().getFirst().refusedParts()).isOne();
    assertThat(events(executed, LedgerEvent.BookCommitted.class).getFirst().refused())
        .containsEntry(id("poor-3"), OutcomeCode.INSUFFICIENT_COLLATERAL);
    assertThat(run.account("poor-3").lockedMicros()).isZero();
  }

  @Test
  void who_spends_its_collateral_after_sealing_forfeits_rather_than_withdraws() {
    seal();
    long kept = run.account("load-2").lockedMicros();
    long away = run.account("load-2").balanceMicros() - kept - DOLLAR;
    byte[] transfer = new Transfer(id("gen-1"), away, new byte[0]).toBytes();
    byte[] call =
        fixture.call("load-2", new Call(1, 10_000, Tokens.PAYMENT, Tokens.TRANSFER, transfer));
    assertThat(run.outcome(gate + 1, call)).isEqualTo(OutcomeCode.ACCEPTED);
    assertRefused(OutcomeCode.INSUFFICIENT_COLLATERAL, reveals(2, load2));
    run.block(deadline + 1);
    assertThat(run.account("ledger.tariff").balanceMicros())
        .isGreaterThanOrEqualTo((200 + 600 + 320 + 90) * FORFEIT);
  }

  @Test
  void a_sealed_bid_beyond_its_participants_devices_does_not_stand_and_forfeits() {
    run.block(gate, book(1, gen1), book(2), book(3, opening("gen-3", GEN_1)));
    assertRefused(OutcomeCode.BEYOND_DEVICE_LIMITS, reveals(3, opening("gen-3", GEN_1)));
    run.block(gate + 2, reveals(1, gen1));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(deadline + 1);
    assertThat(run.account("ledger.tariff").balanceMicros()).isEqualTo(320 * FORFEIT);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void an_open_bid_is_not_taken_where_bids_are_sealed_nor_a_sealed_one_where_they_are_open() {
    Executed open = run.block(gate, fixture.book(0, 1, gen1.bid()));
    assertThat(open.outcomes().getFirst().refusedParts()).isOne();
    var other = LedgerFixture.uncongested();
    var opening = Opening.of(other.bid("gen-1", 0, 1, GEN_1), Signing.key("gen-1"));
    var chain = new LedgerRun(other);
    Executed closed = chain.block(gate, other.book(0, 1, other.seal(opening)));
    assertThat(closed.outcomes().getFirst().refusedParts()).isOne();
    byte[] reveals = other.reveals("agg-1", 0, 1, opening);
    assertThat(chain.outcome(gate + 1, reveals)).isEqualTo(OutcomeCode.NOTHING_TO_REVEAL);
    assertThat(chain.machine.mayTakeEffect(chain.state().layer(), reveals)).isFalse();
  }

  @Test
  void a_request_is_planned_when_its_bid_is_revealed_and_a_bad_plan_does_not_cost_the_bid() {
    var step = new HorizonRequest.Step(-5_000_000, 5_000_000, 0, 1L << 40, 1_000_000, 1_000_000, 0);
    var request = new HorizonRequest(1L << 39, 1_000_000, 0, 0, Collections.nCopies(2, step));
    var content =
        new Bid(id("store-3"), 3, 0, 1, LedgerFixture.line(0, 0, 0, 0), Optional.of(request));
    SignedEnvelope bid = fixture.envelope(MessageType.BID, "store-3", MarketCodec.encode(content));
    Opening store = Opening.of(bid, Signing.key("store-3"));
    run.block(gate, book(1), book(2), book(3, store));
    for (Schedule bad : List.of(Schedule.NONE, Schedule.of(6_000_000, 0))) {
      assertRefused(
          OutcomeCode.INFEASIBLE_SCHEDULE,
          fixture.reveals("agg-3", new Reveals(0, 3, List.of(store), List.of(bad))));
    }
    byte[] own =
        fixture.reveals(
            "store-3", new Reveals(0, 3, List.of(store), List.of(Schedule.of(1_000_000, 0))));
    assertThat(run.outcome(gate + 3, own)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().book(0, 3).orElseThrow().bids().getFirst().scheduledWatts())
        .isEqualTo(1_000_000);
  }

  @Test
  void nobody_can_plan_what_is_sealed() {
    byte[] payload =
        new BidBook(0, 3, List.of(fixture.seal(gen3)), List.of(Schedule.of(0))).toBytes();
    byte[] book = fixture.envelope(MessageType.BID_BOOK, "agg-3", payload).toBytes();
    assertThat(run.block(gate, book).outcomes().getFirst().refusedParts()).isOne();
  }

  @Test
  void what_is_wrong_with_an_entry_keeps_it_from_counting() {
    Opening ofAnotherBus = Opening.of(fixture.bid("gen-3", 1, 0, 1, GEN_3), Signing.key("gen-3"));
    Opening ofAnotherInterval =
        Opening.of(fixture.bid("load-3", 1, 1, LOAD_3), Signing.key("load-3"));
    SignedEnvelope forged =
        fixture.envelope(MessageType.SEALED_BID, "store-3", SealedBid.on(gen3).toBytes());
    SignedEnvelope none = fixture.envelope(MessageType.SEALED_BID, "poor-3", new byte[3]);
    Executed executed =
        run.block(
            gate,
            fixture.book(
                0, 3, fixture.seal(ofAnotherBus), fixture.seal(ofAnotherInterval), forged, none));
    assertThat(events(executed, LedgerEvent.BookCommitted.class).getFirst().refused())
        .containsEntry(id("gen-3"), OutcomeCode.WRONG_BUS)
        .containsEntry(id("load-3"), OutcomeCode.WRONG_INTERVAL)
        .containsEntry(id("store-3"), OutcomeCode.UNKNOWN_SIGNER)
        .containsEntry(id("poor-3"), OutcomeCode.MALFORMED);
  }

  @Test
  void a_sealed_bid_uses_its_nonce_whether_it_stands_in_the_end_or_not() {
    run.block(gate, book(1), book(2), book(3, opening("gen-3", 5, GEN_3)));
    run.block(deadline + 1);
    assertThat(run.account("gen-3").lastNonce()).isEqualTo(5);
    assertThat(standing(3)).isEmpty();
  }

  @Test
  void where_nothing_is_sealed_the_books_are_frozen_when_the_last_is_there() {
    run.block(gate, book(1), book(2), book(3));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void nobody_forfeits_where_the_log_took_no_block_for_more_than_half_of_the_time_to_reveal() {
    run.block(gate, book(3, gen3));
    Executed late = run.block(deadline - 29_999);
    assertThat(events(late, LedgerEvent.BooksClosed.class)).hasSize(1);
    run.block(deadline + 1);
    assertThat(run.account("gen-3").balanceMicros()).isEqualTo(100_000 * DOLLAR);
    assertThat(run.account("gen-3").lockedMicros()).isZero();
    assertThat(run.account("ledger.tariff").balanceMicros()).isZero();

    var slower = new LedgerRun(fixture);
    slower.block(gate, book(3, gen3));
    slower.block(deadline - 30_000);
    slower.block(deadline + 1);
    assertThat(slower.account("ledger.tariff").balanceMicros()).isEqualTo(320 * FORFEIT);
  }

  @Test
  void a_reveal_need_not_be_ordered_unless_it_opens_what_waits() {
    byte[] early = reveals(3, gen3);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), early)).isTrue();
    seal();
    assertThat(run.machine.mayTakeEffect(run.state().layer(), early)).isTrue();
    byte[] wrong = reveals(3, new Opening(load3.salt(), gen3.bid()));
    assertThat(run.machine.mayTakeEffect(run.state().layer(), wrong)).isFalse();
    run.block(gate + 1, early);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), early)).isFalse();
  }

  @Test
  void of_two_aggregators_sealed_bids_the_one_with_the_higher_nonce_is_the_one_to_reveal() {
    LedgerFixture two =
        LedgerFixture.of(new GenesisDraft().sealedBids(FORFEIT).aggregator("agg-3-2", 3, 0));
    var chain = new LedgerRun(two);
    Opening first = Opening.of(two.bid("gen-3", 0, 1, GEN_3), Signing.key("gen-3"));
    Opening later = Opening.of(two.bid("gen-3", 0, 2, GEN_3), Signing.key("gen-3"));
    Opening same = Opening.of(two.bid("load-3", 0, 1, LOAD_3), Signing.key("load-3"));
    chain.block(
        gate,
        two.book(0, 1),
        two.book(0, 2),
        two.book("agg-3", 0, 3, two.seal(first), two.seal(same)));
    assertThat(chain.outcome(gate + 1, two.reveals("agg-3", 0, 3, first)))
        .as("another book may still come")
        .isEqualTo(OutcomeCode.NOTHING_TO_REVEAL);
    Executed second =
        chain.block(gate + 2, two.book("agg-3-2", 0, 3, two.seal(later), two.seal(same)));
    assertThat(second.outcomes().getFirst().refusedParts()).as("the same twice").isOne();
    assertThat(chain.account("gen-3").lockedMicros()).isEqualTo(320 * FORFEIT);
    assertThat(chain.outcome(gate + 3, two.reveals("agg-3", 0, 3, first)))
        .isEqualTo(OutcomeCode.WRONG_OPENING);
    assertThat(chain.outcome(gate + 4, two.reveals("agg-3", 0, 3, later, same)))
        .as("either aggregator may reveal what both books seal")
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(chain.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void an_acknowledged_sealed_bid_that_the_book_lacks_convicts_its_aggregator() {
    LedgerFixture bonded =
        LedgerFixture.of(
            new GenesisDraft()
                .sealedBids(FORFEIT)
                .aggregator("agg-3", 3, 250 * DOLLAR)
                .omissions(100 * DOLLAR, 30 * DOLLAR));
    var chain = new LedgerRun(bonded);
    SignedEnvelope bid = bonded.bid("load-3", 0, 2, LOAD_3);
    SignedEnvelope promised = bonded.seal(Opening.of(bid, Signing.key("load-3")));
    byte[] book =
        bonded.book(
            0, 3, bonded.seal(Opening.of(bonded.bid("gen-3", 0, 1, GEN_3), Signing.key("gen-3"))));
    chain.block(gate, book);
    byte[] open = bonded.omission("gen-1", "agg-3", bid, Optional.of(book));
    assertThat(chain.outcome(gate + 1, open))
        .as("nobody acknowledges what is not sealed")
        .isEqualTo(OutcomeCode.NO_PROMISE);
    byte[] claim = bonded.omission("gen-1", "agg-3", promised, Optional.of(book));
    assertThat(chain.outcome(gate + 2, claim)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(chain.account("load-3").balanceMicros()).isEqualTo(100_030 * DOLLAR);
    assertThat(chain.account("agg-3").balanceMicros()).isEqualTo(150 * DOLLAR);

    var kept = new LedgerRun(bonded);
    byte[] honest = bonded.book(0, 3, promised);
    kept.block(gate, honest);
    assertThat(
            kept.outcome(
                gate + 1, bonded.omission("gen-1", "agg-3", promised, Optional.of(honest))))
        .isEqualTo(OutcomeCode.NOT_OMITTED);
  }

  @Test
  void a_book_of_sealed_bids_that_never_came_convicts_once_its_own_time_is_over() {
    LedgerFixture bonded =
        LedgerFixture.of(
            new GenesisDraft()
                .sealedBids(FORFEIT)
                .aggregator("agg-3", 3, 250 * DOLLAR)
                .omissions(100 * DOLLAR, 30 * DOLLAR));
    var chain = new LedgerRun(bonded);
    SignedEnvelope promised =
        bonded.seal(Opening.of(bonded.bid("load-3", 0, 2, LOAD_3), Signing.key("load-3")));
    byte[] claim = bonded.omission("load-3", "agg-3", promised, Optional.empty());
    chain.block(gate, bonded.book(0, 1));
    assertThat(chain.outcome(lastBook, claim)).isEqualTo(OutcomeCode.GATE_OPEN);
    assertThat(chain.outcome(lastBook + 1, claim)).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void the_time_to_reveal_is_a_part_of_the_book_window_and_a_forfeit_within_the_price_cap() {
    for (SealedBids bad :
        List.of(new SealedBids(120_000, 0), new SealedBids(60_000, 1_001 * DOLLAR))) {
      var draft = new GenesisDraft();
      draft.sealing = bad;
      assertThatThrownBy(draft::build).hasMessageContaining("window for reveals");
    }
    assertThatThrownBy(
            () ->
                fixture
                    .genesis()
                    .parameters()
                    .with(
                        Map.of(RuleParameter.VOID_PRICE, 0L, RuleParameter.PRICE_CAP, 9 * DOLLAR)))
        .as("nor can governance lower the cap below it")
        .hasMessageContaining("is at most the price cap");
    assertThatThrownBy(() -> new SealedBids(0, 1)).hasMessageContaining("bids are open");
    assertThatThrownBy(() -> new SealedBids(-1, 0)).hasMessageContaining("not negative");
  }
}
