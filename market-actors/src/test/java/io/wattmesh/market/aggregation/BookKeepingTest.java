package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.MarketFixture.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.MarketFixture;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a book is due, and that it is always the same bytes. */
class BookKeepingTest {
  private static final long INTERVAL = 4;
  private static final long GATE = SCHEDULE.gateClosureMillis(INTERVAL);

  private final BidIntake.Desk desk = desk(BUS, "alice", "bob");
  private final BidIntake intake = new BidIntake(desk);
  private final BookKeeping books = new BookKeeping(desk, intake);

  private void bidFor(String participant, long interval) {
    assertThat(intake.receive(bid(participant, interval, 1).toBytes(), open(interval)))
        .isInstanceOf(BidAnswer.Accept.class);
  }

  @Test
  void noBookIsDueWhileTheFirstGateIsOpen() {
    assertThat(books.due(open(0))).isEmpty();
    assertThat(books.due(0)).isEmpty();
  }

  @Test
  void theSignedBookIsDueFromGateClosureToItsDeadline() {
    bidFor("bob", INTERVAL);
    bidFor("alice", INTERVAL);
    SignedEnvelope book = books.due(GATE).getFirst();
    assertThat(book.isSignedBy(key("aggregator-bus-7").verificationKey(), CONTEXT)).isTrue();
    assertThat(BidBook.ofBytes(book.payload()))
        .isEqualTo(new BidBook(INTERVAL, BUS, intake.book(INTERVAL, BUS).bids()));
    assertThat(BidBook.ofBytes(book.payload()).bids()).hasSize(2);
    assertThat(books.due(SCHEDULE.bookDeadlineMillis(INTERVAL))).contains(book);
    assertThat(books.due(SCHEDULE.bookDeadlineMillis(INTERVAL) + 1)).isEmpty();
  }

  @Test
  void aBookThatNobodyBidsInIsDueToo() {
    assertThat(BidBook.ofBytes(books.due(GATE).getFirst().payload()).bids()).isEmpty();
  }

  @Test
  void untilItIsCommittedTheSameBytesAreDueAgain() {
    bidFor("alice", INTERVAL);
    SignedEnvelope first = books.due(GATE).getFirst();
    assertThat(books.due(GATE + 5_000).getFirst().toBytes()).isEqualTo(first.toBytes());
    books.onCommitted(INTERVAL);
    assertThat(books.due(GATE + 6_000)).isEmpty();
    assertThat(intake.book(INTERVAL, BUS).bids()).isEmpty();
  }

  @Test
  void afterARestartTheSameBookIsSigned() {
    bidFor("alice", INTERVAL);
    var restarted = new BidIntake(desk);
    restarted.restore(bid("alice", INTERVAL, 1), open(INTERVAL));
    assertThat(new BookKeeping(desk, restarted).due(GATE)).isEqualTo(books.due(GATE));
  }

  @Test
  void anOldCommitToldAgainChangesNothing() {
    books.onCommitted(INTERVAL);
    books.onCommitted(INTERVAL - 3);
    assertThat(books.due(GATE + 1)).isEmpty();
    assertThat(books.due(SCHEDULE.gateClosureMillis(INTERVAL + 1))).isNotEmpty();
  }

  @Test
  void committingABookKeepsTheBidsOfTheGateThatIsOpen() {
    bidFor("alice", INTERVAL);
    books.due(GATE);
    bidFor("alice", INTERVAL + 1);
    books.onCommitted(INTERVAL);
    assertThat(intake.book(INTERVAL + 1, BUS).bids()).hasSize(1);
  }

  /** As on a cluster whose lost aggregators are back only after more than an interval. */
  private static final class LongWindow {
    private static final MarketSchedule SCHEDULE =
        new MarketSchedule(1_800_000_000_000L, 8_000, 30_000, 25_000, 8_000);
    private final BidIntake.Desk desk =
        new BidIntake.Desk(
            BUS,
            id("aggregator-bus-7"),
            key("aggregator-bus-7"),
            CONTEXT,
            SCHEDULE,
            Map.of(id("alice"), key("alice").verificationKey()));
    private final BidIntake intake = new BidIntake(desk);
    private final BookKeeping books = new BookKeeping(desk, intake);

    private void bid(long interval) {
      assertThat(answer(interval, SCHEDULE.gateClosureMillis(interval) - 1))
          .isInstanceOf(BidAnswer.Accept.class);
    }

    private BidAnswer answer(long interval, long nowMillis) {
      return intake.receive(
          MarketFixture.bid("alice", interval, interval + 1).toBytes(), nowMillis);
    }

    private List<Long> due(long nowMillis) {
      return books.due(nowMillis).stream()
          .map(book -> BidBook.ofBytes(book.payload()).interval())
          .toList();
    }
  }

  @Test
  void whereTheWindowForBooksIsLongerThanAnIntervalSeveralAreDue() {
    var market = new LongWindow();
    market.bid(INTERVAL);
    long gate = LongWindow.SCHEDULE.gateClosureMillis(INTERVAL);
    assertThat(market.due(gate)).containsExactly(1L, 2L, 3L, INTERVAL);
    assertThat(market.due(gate + 3 * 8_000))
        .containsExactly(INTERVAL, INTERVAL + 1, INTERVAL + 2, INTERVAL + 3);
    assertThat(market.intake.book(INTERVAL, BUS).bids()).hasSize(1);
    assertThat(market.due(gate + 4 * 8_000)).doesNotContain(INTERVAL);
    assertThat(market.intake.book(INTERVAL, BUS).bids()).hasSize(1);
    market.books.onCommitted(INTERVAL + 3);
    assertThat(market.intake.book(INTERVAL, BUS).bids()).as("not over yet").hasSize(1);
    market.books.onCommitted(INTERVAL + 4);
    assertThat(market.intake.book(INTERVAL, BUS).bids()).isEmpty();
  }

  @Test
  void whenTheClockJumpsAheadAndBackNoPromisedBidIsForgotten() {
    var market = new LongWindow();
    market.bid(INTERVAL);
    long gate = LongWindow.SCHEDULE.gateClosureMillis(INTERVAL);
    market.due(gate - 1 + 180_000);
    market.books.onCommitted(INTERVAL - 1);

    SignedEnvelope book = market.books.due(gate).getLast();

    assertThat(BidBook.ofBytes(book.payload()).interval()).isEqualTo(INTERVAL);
    assertThat(BidBook.ofBytes(book.payload()).bids()).hasSize(1);
  }

  @Test
  void whatWasSignedWhileTheClockWasAheadIsNeitherSignedAnewNorPromisedMore() {
    var market = new LongWindow();
    long ahead = INTERVAL + 10;
    long gate = LongWindow.SCHEDULE.gateClosureMillis(ahead);
    SignedEnvelope early = market.books.due(gate).getLast();

    assertThat(market.answer(ahead, gate - 1)).isInstanceOf(BidAnswer.Refuse.class);
    assertThat(market.books.due(gate).getLast().toBytes()).isEqualTo(early.toBytes());
    assertThat(market.answer(ahead + 1, gate)).isInstanceOf(BidAnswer.Accept.class);
  }

  @Test
  void howeverFarAheadTheClockIsNotManyBooksGoToTheLedgerAtOnce() {
    var schedule = new MarketSchedule(1_800_000_000_000L, 1_000, 3_600_000, 3_500_000, 8_000);
    var desk =
        new BidIntake.Desk(
            BUS, id("aggregator-bus-7"), key("aggregator-bus-7"), CONTEXT, schedule, Map.of());
    var market = new BookKeeping(desk, new BidIntake(desk));

    List<SignedEnvelope> due = market.due(schedule.gateClosureMillis(900));

    assertThat(due).hasSize(64);
    assertThat(BidBook.ofBytes(due.getFirst().payload()).interval()).isZero();
  }

  @Test
  void whileTheClockIsBehindNothingIsPromisedThatTheLedgerIsPast() {
    var market = new LongWindow();
    market.books.onCommitted(INTERVAL + 10);
    long behind = LongWindow.SCHEDULE.gateClosureMillis(INTERVAL) - 1;

    assertThat(market.answer(INTERVAL, behind)).isInstanceOf(BidAnswer.Refuse.class);
    assertThat(market.due(behind)).isEmpty();
  }

  @Test
  void aLaterBookThatIsCommittedFirstKeepsTheBidsOfTheEarlierOne() {
    var market = new LongWindow();
    market.bid(INTERVAL);
    long gate = LongWindow.SCHEDULE.gateClosureMillis(INTERVAL);
    assertThat(market.due(gate + 8_000)).contains(INTERVAL, INTERVAL + 1);
    assertThat(market.books.onCommitted(INTERVAL + 1)).isEqualTo(INTERVAL - 1);
    assertThat(market.due(gate + 8_001)).contains(INTERVAL).doesNotContain(INTERVAL + 1);
    assertThat(market.intake.book(INTERVAL, BUS).bids()).hasSize(1);
    assertThat(market.books.onCommitted(INTERVAL)).isEqualTo(INTERVAL);
    assertThat(market.due(gate + 8_002)).doesNotContain(INTERVAL);
  }
}
