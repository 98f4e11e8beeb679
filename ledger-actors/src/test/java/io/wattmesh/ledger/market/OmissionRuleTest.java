package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.OmissionClaim;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.contract.Bonds;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OmissionRuleTest {
  private static final long BOND = 250 * DOLLAR;
  private static final long PENALTY = 100 * DOLLAR;
  private static final long COMPENSATION = 30 * DOLLAR;

  private final LedgerFixture fixture =
      LedgerFixture.of(draft().aggregator("agg-3", 3, BOND).omissions(PENALTY, COMPENSATION));
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);
  private final long deadline = run.schedule().bookDeadlineMillis(0);
  private final SignedEnvelope promised = fixture.bid("load-3", 0, 2, LOAD_3);

  private static GenesisDraft draft() {
    return new GenesisDraft()
        .participant("a-3", 3, 0, 10)
        .participant("z-3", 3, 0, 10)
        .participant("store-3", 3, -10_000_000, 10_000_000);
  }

  private byte[] commit(SignedEnvelope... bids) {
    byte[] book = fixture.book(0, 3, bids);
    assertThat(run.outcome(gate, book)).isEqualTo(OutcomeCode.ACCEPTED);
    return book;
  }

  private byte[] claim(byte[] book) {
    return fixture.omission("load-3", "agg-3", promised, Optional.of(book));
  }

  private void assertRefused(OutcomeCode code, long blockMillis, byte[] transaction) {
    run.block(blockMillis - 1);
    Hash before = run.root();
    assertThat(run.outcome(blockMillis, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  private void assertConvicts(long blockMillis, byte[] transaction) {
    long participant = run.account("load-3").balanceMicros();
    long balancing = run.account("ledger.balancing").balanceMicros();
    long bond = run.account("agg-3").balanceMicros();
    assertThat(run.outcome(blockMillis, transaction)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-3").balanceMicros() - participant).isEqualTo(COMPENSATION);
    assertThat(run.account("ledger.balancing").balanceMicros() - balancing)
        .isEqualTo(PENALTY - COMPENSATION);
    assertThat(run.account("agg-3").balanceMicros()).isEqualTo(bond - PENALTY);
    assertThat(run.account("agg-3").freeMicros()).isZero();
  }

  @Test
  void an_aggregators_deposit_is_its_bond_and_locked_from_the_start() {
    assertThat(run.account("agg-3").balanceMicros()).isEqualTo(BOND);
    assertThat(run.account("agg-3").lockedMicros()).isEqualTo(BOND);
    assertThat(run.account("agg-1").balanceMicros()).isZero();
  }

  private OutcomeCode topUp(String payer, long nonce, String aggregator, long amount) {
    byte[] arguments = new Bonds.TopUp(new ParticipantId(aggregator), amount).toBytes();
    return run.outcome(
        gate + 100 + nonce,
        fixture.call(payer, new Call(nonce, Bonds.CONTRACT, Bonds.TOP_UP, arguments)));
  }

  @Test
  void a_bond_that_was_slashed_is_topped_up_by_whoever_has_tokens_and_pays_again() {
    assertConvicts(gate + 1, claim(commit(fixture.bid("gen-3", 0, 1, GEN_3))));
    long payer = run.account("gen-1").balanceMicros();
    assertThat(topUp("gen-1", 1, "agg-3", PENALTY)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("agg-3").lockedMicros()).isEqualTo(BOND);
    assertThat(run.account("agg-3").balanceMicros()).isEqualTo(BOND);
    assertThat(run.account("gen-1").balanceMicros()).isEqualTo(payer - PENALTY);
    assertThat(topUp("gen-1", 1, "agg-3", PENALTY)).isEqualTo(OutcomeCode.DUPLICATE);
    assertThat(topUp("gen-1", 2, "agg-1", 7)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("agg-1").lockedMicros())
        .as("one that the genesis gave no bond")
        .isEqualTo(7);
    SignedEnvelope other = fixture.bid("a-3", 0, 1, GEN_3);
    assertThat(run.outcome(gate + 300, fixture.omission("a-3", "agg-3", other, bookOf())))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("agg-3").lockedMicros()).isEqualTo(BOND - PENALTY);
  }

  private Optional<byte[]> bookOf() {
    return Optional.of(fixture.book(0, 3, fixture.bid("gen-3", 0, 1, GEN_3)));
  }

  @Test
  void a_top_up_takes_free_tokens_alone_and_goes_to_aggregators_alone() {
    long all = run.account("gen-1").freeMicros();
    assertThat(topUp("gen-1", 1, "gen-3", 1)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    assertThat(topUp("gen-1", 2, "nobody", 1)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    assertThat(topUp("gen-1", 3, "agg-3", all + 1)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(topUp("agg-3", 1, "agg-3", 1))
        .as("its own tokens are locked, and it signs no calls")
        .isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    var call = new Call(4, Bonds.CONTRACT, "withdraw", new byte[0]);
    assertThat(run.outcome(gate + 200, fixture.call("gen-1", call)))
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    var cut = new Call(5, Bonds.CONTRACT, Bonds.TOP_UP, new byte[3]);
    assertThat(run.outcome(gate + 201, fixture.call("gen-1", cut)))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertThat(run.account("agg-3").lockedMicros()).isEqualTo(BOND);
    assertThat(run.account("gen-1").freeMicros()).isEqualTo(all);
    assertThat(topUp("gen-1", 6, "agg-3", all)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("gen-1").freeMicros()).isZero();
    assertThat(run.account("agg-3").lockedMicros()).isEqualTo(BOND + all);
  }

  @Test
  void a_book_that_lacks_an_acknowledged_bid_convicts_between_before_and_after_all_others() {
    assertConvicts(gate + 1, claim(commit(fixture.bid("gen-3", 0, 1, GEN_3))));
  }

  @Test
  void the_missing_bid_may_be_the_first_or_lie_between_two_others() {
    byte[] book = commit(fixture.bid("a-3", 0, 1, GEN_3), fixture.bid("z-3", 0, 1, GEN_3));
    assertConvicts(gate + 1, claim(book));
    byte[] first =
        fixture.omission("a-3", "agg-3", fixture.bid("gen-3", 0, 1, GEN_3), Optional.of(book));
    assertThat(run.outcome(gate + 2, first)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("gen-3").balanceMicros())
        .as("who is left out is paid, not who hands it in")
        .isEqualTo(100_000 * DOLLAR + COMPENSATION);
  }

  @Test
  void an_empty_book_convicts() {
    assertConvicts(gate + 1, claim(commit()));
  }

  @Test
  void a_book_that_never_came_convicts_once_its_deadline_has_passed_and_not_before() {
    byte[] claim = fixture.omission("gen-1", "agg-3", promised, Optional.empty());
    run.block(gate, fixture.book(0, 1));
    assertRefused(OutcomeCode.GATE_OPEN, deadline, claim);
    assertConvicts(deadline + 1, claim);
  }

  @Test
  void a_book_could_not_come_while_the_log_took_no_block() {
    assertRefused(
        OutcomeCode.NOT_OMITTED,
        deadline + 2,
        fixture.omission("load-3", "agg-3", promised, Optional.empty()));
  }

  @Test
  void a_block_without_a_book_shows_that_the_log_was_open() {
    run.block(gate + 5, fixture.book("nobody", 0, 1));
    assertConvicts(deadline + 1, fixture.omission("load-3", "agg-3", promised, Optional.empty()));
  }

  @Test
  void a_book_that_the_ledger_refused_is_none_and_the_one_after_it_counts() {
    byte[] ofAnotherBus = fixture.book("agg-3", 0, 1, promised);
    assertThat(run.outcome(gate, ofAnotherBus)).isEqualTo(OutcomeCode.WRONG_BUS);
    byte[] book = fixture.book(0, 3, promised);
    byte[] damaged = book.clone();
    damaged[damaged.length - 1] ^= 1;
    assertThat(run.outcome(gate + 1, damaged)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(run.outcome(gate + 2, book)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.outcome(gate + 3, fixture.book(0, 3))).isEqualTo(OutcomeCode.DUPLICATE);
    assertRefused(OutcomeCode.NOT_OMITTED, gate + 5, claim(fixture.book(0, 3)));
    assertRefused(OutcomeCode.NOT_OMITTED, gate + 7, claim(book));
    assertRefused(
        OutcomeCode.NOT_OMITTED,
        deadline + 9,
        fixture.omission("load-3", "agg-3", promised, Optional.empty()));
  }

  @Test
  void a_booked_bid_convicts_nobody_whether_it_stands_or_not() {
    SignedEnvelope beyond = fixture.bid("a-3", 0, 1, GEN_3);
    byte[] book = commit(promised, beyond);
    assertThat(run.state().book(0, 3).orElseThrow().bids()).hasSize(1);
    assertRefused(OutcomeCode.NOT_OMITTED, gate + 2, claim(book));
    assertRefused(
        OutcomeCode.NOT_OMITTED,
        gate + 4,
        fixture.omission("a-3", "agg-3", beyond, Optional.of(book)));
  }

  @Test
  void a_later_bid_of_the_participant_takes_the_place_of_an_acknowledged_one() {
    assertRefused(
        OutcomeCode.NOT_OMITTED, gate + 2, claim(commit(fixture.bid("load-3", 0, 3, LOAD_3))));
  }

  @Test
  void an_earlier_bid_in_the_book_convicts() {
    assertConvicts(gate + 1, claim(commit(fixture.bid("load-3", 0, 1, LOAD_3))));
  }

  @Test
  void another_bid_of_the_same_nonce_convicts() {
    assertConvicts(
        gate + 1, claim(commit(fixture.bid("load-3", 0, 2, LedgerFixture.line(-1, 0, 0, 1)))));
  }

  @Test
  void a_later_bid_for_another_interval_or_bus_convicts() {
    assertConvicts(gate + 1, claim(commit(fixture.bid("load-3", 3, 1, 9, LOAD_3))));
  }

  @Test
  void a_forged_later_bid_convicts() {
    SignedEnvelope later = fixture.bid("load-3", 0, 9, LOAD_3);
    var forged =
        new SignedEnvelope(
            later.context(), later.type(), "load-3", later.payload(), promised.signature());
    assertConvicts(gate + 1, claim(commit(forged)));
  }

  @Test
  void what_the_participant_signed_and_is_no_bid_convicts() {
    assertConvicts(
        gate + 1, claim(commit(fixture.envelope(MessageType.BID, "load-3", new byte[5]))));
  }

  @Test
  void a_schedule_that_the_request_rules_out_convicts_and_one_that_it_allows_does_not() {
    var step = new HorizonRequest.Step(-5_000_000, 5_000_000, 0, 1L << 40, 1_000_000, 1_000_000, 0);
    var request = new HorizonRequest(1L << 39, 1_000_000, 0, 0, Collections.nCopies(2, step));
    var content =
        new Bid(
            new ParticipantId("store-3"),
            3,
            0,
            1,
            LedgerFixture.line(0, 0, 0, 0),
            Optional.of(request));
    SignedEnvelope bid = fixture.envelope(MessageType.BID, "store-3", MarketCodec.encode(content));
    assertThat(judged(bid, Schedule.of(1_000_000, 0))).isEqualTo(OutcomeCode.NOT_OMITTED);
    assertThat(judged(bid, Schedule.of(6_000_000, 0))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(judged(bid, Schedule.NONE)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(judged(promised, Schedule.NONE)).isEqualTo(OutcomeCode.NOT_OMITTED);
    assertThat(judged(promised, Schedule.of(0))).isEqualTo(OutcomeCode.ACCEPTED);
  }

  private OutcomeCode judged(SignedEnvelope bid, Schedule schedule) {
    var chain = new LedgerRun(fixture);
    byte[] payload = new BidBook(0, 3, List.of(bid), List.of(schedule)).toBytes();
    byte[] book = fixture.envelope(MessageType.BID_BOOK, "agg-3", payload).toBytes();
    chain.block(gate, book);
    return chain.outcome(gate + 1, fixture.omission("gen-1", "agg-3", bid, Optional.of(book)));
  }

  @Test
  void an_aggregator_is_convicted_once_for_a_participant_and_interval() {
    byte[] book = commit();
    assertConvicts(gate + 1, claim(book));
    assertRefused(OutcomeCode.DUPLICATE, gate + 3, claim(book));
    assertRefused(
        OutcomeCode.DUPLICATE,
        gate + 5,
        fixture.omission("gen-1", "agg-3", promised, Optional.of(book)));
    assertRefused(
        OutcomeCode.DUPLICATE,
        gate + 7,
        fixture.omission(
            "load-3", "agg-3", fixture.bid("load-3", 0, 1, LOAD_3), Optional.of(book)));
  }

  @Test
  void a_bond_pays_as_far_as_it_goes_and_is_never_negative() {
    byte[] book = commit();
    for (String who : List.of("load-3", "gen-3", "a-3", "z-3")) {
      byte[] claim =
          fixture.omission(who, "agg-3", fixture.bid(who, 0, 1, GEN_3), Optional.of(book));
      assertThat(run.outcome(gate + 1 + who.charAt(0), claim)).isEqualTo(OutcomeCode.ACCEPTED);
    }
    assertThat(run.account("agg-3").balanceMicros()).isZero();
    assertThat(run.account("a-3").balanceMicros() - 100_000 * DOLLAR).isEqualTo(COMPENSATION);
    assertThat(run.account("z-3").balanceMicros() - 100_000 * DOLLAR).isZero();
    long balancing = run.account("ledger.balancing").balanceMicros() - 1_000_000 * DOLLAR;
    assertThat(balancing).isEqualTo(BOND - 3 * COMPENSATION);
  }

  @Test
  void a_claim_is_taken_until_its_window_is_over_and_then_nothing_of_it_is_kept() {
    byte[] book = commit();
    long last = deadline + 7_200_000;
    assertConvicts(last, claim(book));
    assertThat(run.state().keptBooks().intervals()).contains(0L);
    assertThat(run.outcome(last + 1, claim(book))).isEqualTo(OutcomeCode.TOO_LATE);
    assertThat(run.state().keptBooks().intervals()).doesNotContain(0L);
    assertThat(run.state().keptBooks().root(0, new ParticipantId("agg-3"))).isEmpty();
    assertThat(
            run.state()
                .keptBooks()
                .isConvicted(0, new ParticipantId("agg-3"), new ParticipantId("load-3")))
        .isFalse();
  }

  @Test
  void no_claims_are_taken_and_nothing_is_kept_where_there_is_no_window() {
    LedgerFixture without = LedgerFixture.of(draft().aggregator("agg-3", 3, BOND));
    var chain = new LedgerRun(without);
    byte[] book = without.book(0, 3);
    chain.block(gate, book);
    byte[] claim =
        without.omission("load-3", "agg-3", without.bid("load-3", 0, 2, LOAD_3), Optional.of(book));
    assertThat(chain.outcome(gate + 1, claim)).isEqualTo(OutcomeCode.TOO_LATE);
    assertThat(chain.state().keptBooks().intervals()).isEmpty();
    assertThat(chain.state().keptBooks().root(0, new ParticipantId("agg-3"))).isEmpty();
  }

  @Test
  void an_interval_whose_gate_is_open_or_beyond_all_time_owes_nothing() {
    for (long interval : new long[] {1, Long.MAX_VALUE / 3_600_000, Long.MAX_VALUE - 1}) {
      SignedEnvelope bid = fixture.bid("load-3", interval, 2, LOAD_3);
      assertRefused(
          OutcomeCode.GATE_OPEN,
          gate + 1 + interval % 1_000,
          fixture.omission("load-3", "agg-3", bid, Optional.empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gen-1", "load-3", "agg-1", "agg-3", "meter-2", "region-1"})
  void whoever_is_registered_may_hand_a_claim_in(String claimant) {
    byte[] book = commit();
    assertConvicts(gate + 1, fixture.omission(claimant, "agg-3", promised, Optional.of(book)));
  }

  @Test
  void a_stranger_and_a_bad_signature_are_refused() {
    byte[] book = commit();
    byte[] strangers = fixture.omission("nobody", "agg-3", promised, Optional.of(book));
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, gate + 2, strangers);
    byte[] damaged = claim(book);
    damaged[damaged.length - 1] ^= 1;
    assertRefused(OutcomeCode.BAD_SIGNATURE, gate + 4, damaged);
    assertRefused(
        OutcomeCode.MALFORMED,
        gate + 6,
        fixture.envelope(MessageType.OMISSION, "load-3", new byte[40]).toBytes());
  }

  @Test
  void an_acknowledgement_is_a_promise_only_if_the_aggregator_signed_it_about_this_bid() {
    byte[] book = commit();
    SignedEnvelope good = fixture.acknowledgement("agg-3", promised);
    assertRefused(OutcomeCode.NO_PROMISE, gate + 2, claim(book, forged(good), promised));
    assertRefused(
        OutcomeCode.NO_PROMISE,
        gate + 4,
        claim(book, fixture.acknowledgement("meter-3", promised), promised));
    assertRefused(
        OutcomeCode.NO_PROMISE,
        gate + 6,
        claim(book, fixture.acknowledgement("agg-1", promised), promised));
    assertRefused(
        OutcomeCode.NO_PROMISE, gate + 8, claim(book, good, fixture.bid("load-3", 0, 3, LOAD_3)));
    assertRefused(OutcomeCode.NO_PROMISE, gate + 10, claim(book, good, forged(promised)));
    assertRefused(OutcomeCode.NO_PROMISE, gate + 12, claim(book, promised, promised));
    SignedEnvelope noBid = fixture.envelope(MessageType.BID, "load-3", new byte[5]);
    assertRefused(OutcomeCode.NO_PROMISE, gate + 14, claim(book, good, noBid));
    SignedEnvelope elsewhere = fixture.bid("gen-1", 3, 0, 1, GEN_3);
    assertRefused(
        OutcomeCode.NO_PROMISE,
        gate + 16,
        claim(book, fixture.acknowledgement("agg-3", elsewhere), elsewhere));
  }

  private byte[] claim(byte[] book, SignedEnvelope acknowledgement, SignedEnvelope bid) {
    BidBook committed = BidBook.ofBytes(SignedEnvelope.ofBytes(book).payload());
    return fixture.omission(
        "gen-1", OmissionClaim.of(acknowledgement, bid, Optional.of(committed)));
  }

  private static SignedEnvelope forged(SignedEnvelope envelope) {
    byte[] bytes = envelope.toBytes();
    bytes[bytes.length - 1] ^= 1;
    return SignedEnvelope.ofBytes(bytes);
  }

  @Test
  void another_aggregators_book_does_not_redeem_a_promise() {
    LedgerFixture two =
        LedgerFixture.of(
            draft()
                .aggregator("agg-3", 3, BOND)
                .role("agg-3-2", Role.AGGREGATOR, 3)
                .omissions(PENALTY, COMPENSATION));
    var chain = new LedgerRun(two);
    SignedEnvelope bid = two.bid("load-3", 0, 2, LOAD_3);
    byte[] empty = two.book(0, 3);
    chain.block(gate, empty, two.book("agg-3-2", 0, 3, bid));
    assertThat(chain.outcome(gate + 1, two.omission("load-3", "agg-3", bid, Optional.of(empty))))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(chain.account("agg-3").balanceMicros()).isEqualTo(BOND - PENALTY);
    assertThat(chain.outcome(gate + 2, two.omission("load-3", "agg-3-2", bid, Optional.of(empty))))
        .isEqualTo(OutcomeCode.NOT_OMITTED);
  }

  @Test
  void what_a_claim_could_still_do_is_known_before_it_is_ordered() {
    byte[] book = commit();
    byte[] claim = claim(book);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), claim)).isTrue();
    assertConvicts(gate + 1, claim);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), claim)).isFalse();
    assertThat(
            run.machine.mayTakeEffect(
                run.state().layer(),
                fixture.envelope(MessageType.OMISSION, "load-3", new byte[40]).toBytes()))
        .isFalse();
  }
}
