package io.wattmesh.ledger.market;

import static io.wattmesh.ledger.LedgerFixture.GEN_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.proof.BookEntry;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long gate = run.schedule().gateClosureMillis(0);
  private final long deadline = run.schedule().bookDeadlineMillis(0);

  private byte[] book1() {
    return fixture.book(0, 1, fixture.bid("gen-1", 0, 1, GEN_1));
  }

  /** Refused by this code, and nothing of the state has changed. */
  private void assertRefused(OutcomeCode code, long blockMillis, byte[] transaction) {
    Hash before = run.root();
    assertThat(run.outcome(blockMillis, transaction)).isEqualTo(code);
    assertThat(run.root()).isEqualTo(before);
  }

  @Test
  void a_book_is_refused_one_millisecond_before_gate_closure_by_block_time() {
    assertRefused(OutcomeCode.GATE_OPEN, gate - 1, book1());
    assertThat(run.outcome(gate, book1())).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_book_is_accepted_at_the_book_deadline_and_refused_one_millisecond_later() {
    assertThat(run.outcome(deadline, book1())).isEqualTo(OutcomeCode.ACCEPTED);
    byte[] late = fixture.book(0, 2, fixture.bid("load-2", 0, 1, LedgerFixture.LOAD_2));
    Hash root = run.root();
    assertThat(run.outcome(deadline + 1, late)).isEqualTo(OutcomeCode.TOO_LATE);
    assertThat(run.root()).as("the deadline froze the books").isNotEqualTo(root);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
  }

  @Test
  void an_interval_of_which_no_book_came_in_time_never_begins() {
    assertRefused(OutcomeCode.TOO_LATE, deadline + 1, book1());
    assertThat(run.state().interval(0)).isEmpty();
  }

  @Test
  void a_bus_has_one_book_an_interval() {
    run.block(gate, book1());
    assertRefused(OutcomeCode.DUPLICATE, gate + 1, book1());
    assertRefused(OutcomeCode.DUPLICATE, gate + 2, fixture.book(0, 1));
  }

  @Test
  void an_aggregator_publishes_the_book_of_its_own_bus_alone() {
    assertRefused(OutcomeCode.WRONG_BUS, gate, fixture.book("agg-2", 0, 1));
    assertRefused(OutcomeCode.WRONG_BUS, gate + 1, fixture.book("agg-1", 0, 7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nobody", "gen-1", "meter-1", "region-1", "validator-0", "NOT an id!", ""})
  void a_signer_that_is_no_aggregator_is_unknown(String signer) {
    assertRefused(OutcomeCode.UNKNOWN_SIGNER, gate, fixture.book(signer, 0, 1));
  }

  @Test
  @Tag("seed-21")
  void a_wrong_key_chain_epoch_or_type_of_message_breaks_the_signature() {
    SigningContext context = fixture.genesis().signingContext();
    byte[] payload = new BidBook(0, 1, List.of()).toBytes();
    var foreignChain = new SigningContext(Hash.ZERO, context.epoch());
    var foreignEpoch = new SigningContext(context.chainId(), context.epoch() + 1);
    var key = Signing.key("agg-1");
    assertRefused(
        OutcomeCode.BAD_SIGNATURE,
        gate,
        context.sign(MessageType.BID_BOOK, "agg-1", payload, Signing.key("agg-2")).toBytes());
    assertRefused(
        OutcomeCode.BAD_SIGNATURE,
        gate + 1,
        foreignChain.sign(MessageType.BID_BOOK, "agg-1", payload, key).toBytes());
    assertRefused(
        OutcomeCode.BAD_SIGNATURE,
        gate + 2,
        foreignEpoch.sign(MessageType.BID_BOOK, "agg-1", payload, key).toBytes());
  }

  @Test
  @Tag("seed-21")
  void every_changed_byte_of_a_signed_book_is_refused() {
    byte[] book = book1();
    for (int k = 0; k < book.length; k++) {
      byte[] changed = book.clone();
      changed[k] ^= (byte) (1 << k % 8);
      Hash before = run.root();
      assertThat(run.outcome(gate + k, changed))
          .as("byte %d", k)
          .isNotEqualTo(OutcomeCode.ACCEPTED);
      assertThat(run.root()).as("byte %d", k).isEqualTo(before);
    }
  }

  @Test
  void books_are_frozen_as_soon_as_every_bus_has_one() {
    byte[][] books = fixture.books(0);
    run.block(gate, books[2]);
    run.block(gate + 1, books[0]);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(gate + 2, books[1]);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    assertThat(run.state().interval(0).orElseThrow().standingBids()).isEqualTo(4);
  }

  @Test
  void the_deadline_freezes_the_books_that_are_there() {
    run.block(gate, fixture.books(0)[1]);
    run.block(deadline);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.OPEN);
    run.block(deadline + 1);
    assertThat(run.status(0)).isEqualTo(IntervalStatus.BOOKED);
    Hash bookRoot = run.state().book(0, 2).orElseThrow().bookRoot();
    assertThat(run.booksRoot(0))
        .isEqualTo(MerkleTree.root(List.of(new BookEntry(2, bookRoot).toBytes())));
  }

  @Test
  void the_frozen_root_does_not_depend_on_the_order_of_the_books() {
    byte[][] books = fixture.books(0);
    var other = new LedgerRun(fixture);
    run.block(gate, books[0], books[1], books[2]);
    other.block(gate, books[2], books[0], books[1]);
    assertThat(other.booksRoot(0)).isEqualTo(run.booksRoot(0));
    assertThat(other.root()).isEqualTo(run.root());
  }

  @Test
  void a_wanted_block_is_known_by_the_deadline() {
    run.block(gate, book1());
    var layer = run.state().layer();
    assertThat(run.machine.hasDeadlineBy(layer, deadline)).isFalse();
    assertThat(run.machine.hasDeadlineBy(layer, deadline + 1)).isTrue();
    assertThat(
            new LedgerRun(fixture)
                .machine.hasDeadlineBy(
                    LedgerMachine.genesisState(fixture.genesis()), Long.MAX_VALUE))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        Long.MIN_VALUE,
        -1,
        1,
        1_000,
        Long.MAX_VALUE / 3_600_000,
        Long.MAX_VALUE / 1000,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
      })
  void an_interval_that_is_far_away_or_beyond_all_time_is_refused(long interval) {
    assertRefused(OutcomeCode.GATE_OPEN, gate, fixture.book(interval, 1));
  }
}
