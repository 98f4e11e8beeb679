package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static io.wattmesh.ledger.LedgerFixture.GEN_1;
import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_2;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static io.wattmesh.ledger.LedgerFixture.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.BookEntry;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeveralAggregatorsTest {
  private final LedgerFixture fixture = LedgerFixture.of(draft());
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);
  private final long deadline = run.schedule().bookDeadlineMillis(0);

  /** Bus 3 has three aggregators; agg-3 is the first by id. */
  private static GenesisDraft draft() {
    return new GenesisDraft()
        .role("agg-3-2", Role.AGGREGATOR, 3)
        .role("agg-3-3", Role.AGGREGATOR, 3);
  }

  private static Hash rootOf(byte[] book) {
    return BidBook.ofBytes(SignedEnvelope.ofBytes(book).payload()).root();
  }

  private List<StandingBid> standing() {
    return run.state().book(0, 3).orElseThrow().bids();
  }

  private static List<String> names(List<StandingBid> bids) {
    return bids.stream().map(bid -> bid.participant().value()).toList();
  }

  private static LedgerEvent.BooksFrozen frozen(Executed executed) {
    return executed.events().stream()
        .filter(LedgerEvent.BooksFrozen.class::isInstance)
        .map(LedgerEvent.BooksFrozen.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_stands_at_a_bus_is_the_union_of_its_aggregators_books() {
    byte[] first = fixture.book("agg-3", 0, 3, fixture.bid("load-3", 0, 1, LOAD_3));
    byte[] second = fixture.book("agg-3-2", 0, 3, fixture.bid("gen-3", 0, 1, GEN_3));
    Executed executed = run.block(gate, first, second);
    assertThat(executed.outcomes()).allMatch(Outcome::accepted);
    assertThat(names(standing())).containsExactly("gen-3", "load-3");
    assertThat(run.state().progress(0).books()).isEqualTo(2);
    assertThat(run.state().progress(0).standingBids()).isEqualTo(2);
    assertThat(run.state().books(0, 3).roots())
        .containsEntry(new ParticipantId("agg-3"), rootOf(first))
        .containsEntry(new ParticipantId("agg-3-2"), rootOf(second));
  }

  @Test
  void each_aggregator_has_one_book_an_interval() {
    run.block(gate, fixture.book("agg-3", 0, 3));
    assertThat(
            run.outcome(gate + 1, fixture.book("agg-3", 0, 3, fixture.bid("gen-3", 0, 1, GEN_3))))
        .isEqualTo(OutcomeCode.DUPLICATE);
    byte[] others = fixture.book("agg-3-3", 0, 3);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), others)).isTrue();
    assertThat(run.outcome(gate + 2, others)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.machine.mayTakeEffect(run.state().layer(), others)).isFalse();
  }

  @Test
  void a_bid_in_two_books_counts_once_and_locks_its_collateral_once() {
    SignedEnvelope bid = fixture.bid("load-3", 0, 1, LOAD_3);
    run.block(gate, fixture.book("agg-3", 0, 3, bid));
    long locked = run.account("load-3").lockedMicros();
    Executed again = run.block(gate + 1, fixture.book("agg-3-2", 0, 3, bid));
    assertThat(again.outcomes().getFirst().refusedParts()).isEqualTo(1);
    assertThat(run.account("load-3").lockedMicros()).isEqualTo(locked).isPositive();
    assertThat(standing()).hasSize(1);
    assertThat(run.state().progress(0).standingBids()).isEqualTo(1);
  }

  @Test
  void of_two_bids_with_one_nonce_the_one_that_was_committed_first_stands() {
    SignedEnvelope one = fixture.bid("load-3", 0, 1, LOAD_3);
    SignedEnvelope other = fixture.bid("load-3", 0, 1, line(-80, 0, 0, 30));
    run.block(gate, fixture.book("agg-3-2", 0, 3, one), fixture.book("agg-3", 0, 3, other));
    assertThat(standing().getFirst().bidDigest()).isEqualTo(one.digest());
  }

  @Test
  void the_highest_nonce_stands_in_whatever_order_the_books_come() {
    SignedEnvelope low = fixture.bid("load-3", 0, 1, LOAD_3);
    SignedEnvelope high = fixture.bid("load-3", 0, 2, line(-50, 0, 0, 20));
    byte[] lower = fixture.book("agg-3", 0, 3, low);
    byte[] higher = fixture.book("agg-3-2", 0, 3, high);
    var other = new LedgerRun(fixture);
    other.block(gate, higher, lower);
    run.block(gate, lower);
    long before = run.account("load-3").lockedMicros();
    run.block(gate + 1, higher);
    assertThat(standing().getFirst().bidDigest()).isEqualTo(high.digest());
    assertThat(run.account("load-3").lockedMicros())
        .as("the collateral of the first is free again")
        .isEqualTo(standing().getFirst().collateralMicros())
        .isLessThan(before);
    assertThat(other.account("load-3")).isEqualTo(run.account("load-3"));
    assertThat(other.state().book(0, 3)).isEqualTo(run.state().book(0, 3));
  }

  @Test
  void a_bid_whose_collateral_is_only_there_once_the_replaced_one_is_free_stands() {
    LedgerFixture poor =
        LedgerFixture.of(draft().participant("load-3", 3, -90 * MEGAWATT, 0, 2_800 * DOLLAR));
    var chain = new LedgerRun(poor);
    SignedEnvelope low = poor.bid("load-3", 0, 1, LOAD_3);
    SignedEnvelope high = poor.bid("load-3", 0, 2, line(-80, 0, 0, 30));
    chain.block(gate, poor.book("agg-3", 0, 3, low), poor.book("agg-3-2", 0, 3, high));
    assertThat(chain.state().book(0, 3).orElseThrow().bids().getFirst().bidDigest())
        .isEqualTo(high.digest());
  }

  @Test
  void a_later_bid_that_does_not_stand_leaves_the_earlier_one() {
    SignedEnvelope low = fixture.bid("load-3", 0, 1, LOAD_3);
    SignedEnvelope beyond = fixture.bid("load-3", 0, 2, line(-95, 0, 0, 30));
    run.block(gate, fixture.book("agg-3", 0, 3, low), fixture.book("agg-3-2", 0, 3, beyond));
    assertThat(standing().getFirst().bidDigest()).isEqualTo(low.digest());
    assertThat(run.account("load-3").lastNonce()).isEqualTo(1);
  }

  @Test
  void books_are_frozen_when_those_of_all_aggregators_are_there() {
    byte[][] books = fixture.books(0);
    run.block(gate, books);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(gate + 1, fixture.book("agg-3-3", 0, 3));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    Executed last = run.block(gate + 2, fixture.book("agg-3-2", 0, 3));
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(frozen(last).speakers()).isEmpty();
    Hash empty = MerkleTree.root(List.of());
    assertThat(run.booksRoot(0))
        .isEqualTo(
            MerkleTree.root(
                Stream.of(
                        new BookEntry(1, rootOf(books[0])),
                        new BookEntry(2, rootOf(books[1])),
                        new BookEntry(3, rootOf(books[2])),
                        new BookEntry(3, empty),
                        new BookEntry(3, empty))
                    .map(BookEntry::toBytes)
                    .toList()));
  }

  @Test
  void the_next_aggregator_speaks_for_a_bus_whose_first_has_no_book() {
    run.block(
        gate,
        fixture.book("agg-3-3", 0, 3, fixture.bid("gen-3", 0, 1, GEN_3)),
        fixture.book("agg-3-2", 0, 3));
    assertThat(frozen(run.block(deadline + 1)).speakers()).isEqualTo(Map.of(3, 1));
  }

  @Test
  void the_first_speaks_where_no_book_came() {
    run.block(gate, fixture.book(0, 1));
    assertThat(frozen(run.block(deadline + 1)).speakers()).isEmpty();
  }

  @Test
  void an_interval_is_cleared_and_settled_by_the_union_and_nothing_of_its_books_stays() {
    run.block(
        gate,
        fixture.book(0, 1, fixture.bid("gen-1", 0, 1, GEN_1)),
        fixture.book(0, 2, fixture.bid("load-2", 0, 1, LOAD_2)),
        fixture.book("agg-3-2", 0, 3, fixture.bid("gen-3", 0, 1, GEN_3)),
        fixture.book("agg-3-3", 0, 3, fixture.bid("load-3", 0, 1, LOAD_3)),
        fixture.book("agg-3", 0, 3));
    assertThat(run.outcome(gate + 1, fixture.clearing(run.solved(0))))
        .isEqualTo(OutcomeCode.ACCEPTED);
    Executed settled = run.block(run.schedule().readingDeadlineMillis(0) + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.SETTLED);
    assertThat(LedgerRun.statement(settled, "gen-3").awardedJoules()).isPositive();
    assertThat(LedgerRun.statement(settled, "load-3").awardedJoules()).isNegative();
    assertThat(run.state().books(0, 3).roots()).isEmpty();
    assertThat(run.state().book(0, 3)).isEmpty();
  }

  @Test
  void a_bus_has_four_aggregators_at_most() {
    GenesisDraft more = draft().role("agg-3-4", Role.AGGREGATOR, 3);
    more.build();
    more.role("agg-3-5", Role.AGGREGATOR, 3);
    assertThatThrownBy(more::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a bus has at most 4");
  }
}
