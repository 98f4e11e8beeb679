package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.market.message.Arrival;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Bids are stamped when they come and checked when there is time, and nobody is the worse for it.
 */
class ArrivalTest {
  private static final long INTERVAL = 3;
  private static final long GATE = SCHEDULE.gateClosureMillis(INTERVAL);
  private static final long IN_TIME = GATE - 1;
  private static final long HALF_OF_BOOK_WINDOW = GATE + SCHEDULE.bookWindowMillis() / 2;

  private final BidIntake.Desk desk = desk(BUS, "alice", "bob");
  private final BidIntake intake = new BidIntake(desk);
  private final BookKeeping books = new BookKeeping(desk, intake);

  private Arrival arrive(SignedEnvelope bid) {
    BidAnswer answer = intake.arrive(bid.toBytes(), IN_TIME);
    assertThat(answer).isInstanceOf(BidAnswer.Arrived.class);
    return ((BidAnswer.Arrived) answer).arrival();
  }

  /** Somebody else's under alice's name. */
  private static SignedEnvelope forged(long nonce) {
    byte[] payload = MarketCodec.encode(new Bid(id("alice"), BUS, INTERVAL, nonce, OFFER));
    return CONTEXT.sign(MessageType.BID, "alice", payload, key("mallory"));
  }

  private List<SignedEnvelope> booked(long nowMillis) {
    return books.due(nowMillis).stream()
        .filter(book -> BidBook.ofBytes(book.payload()).interval() == INTERVAL)
        .flatMap(book -> BidBook.ofBytes(book.payload()).bids().stream())
        .toList();
  }

  private boolean isBookMade(long nowMillis) {
    return books.due(nowMillis).stream()
        .anyMatch(book -> BidBook.ofBytes(book.payload()).interval() == INTERVAL);
  }

  @Test
  void theArrivalCountsHoweverLateTheCheckIs() {
    Arrival arrival = arrive(bid("alice", INTERVAL, 1));
    var accept = (BidAnswer.Accept) intake.check(arrival);
    var promise = MarketCodec.decodeAcknowledgement(accept.acknowledgement().payload());
    assertThat(promise.arrivalMillis()).isEqualTo(IN_TIME);
    assertThat(booked(GATE + 500)).containsExactly(bid("alice", INTERVAL, 1));
  }

  @Test
  void theBookWaitsForTheChecksOfWhatCameInTime() {
    Arrival arrival = arrive(bid("alice", INTERVAL, 1));
    assertThat(isBookMade(GATE)).isFalse();
    assertThat(intake.isComplete(arrival, GATE)).isFalse();
    intake.check(arrival);
    assertThat(intake.isComplete(arrival, GATE + 100)).isTrue();
    assertThat(isBookMade(GATE + 100)).isTrue();
  }

  @Test
  void afterHalfOfTheBookWindowTheBookIsMadeAndWhatStillWaitsIsRefusedNotForgotten() {
    Arrival late = arrive(bid("alice", INTERVAL, 1));
    intake.check(arrive(bid("bob", INTERVAL, 1)));
    assertThat(isBookMade(HALF_OF_BOOK_WINDOW - 1)).isFalse();
    assertThat(booked(HALF_OF_BOOK_WINDOW)).containsExactly(bid("bob", INTERVAL, 1));
    assertThat(Refusals.reasonOf(intake.check(late))).isEqualTo(RefusalReason.GATE_CLOSED);
    assertThat(booked(HALF_OF_BOOK_WINDOW)).containsExactly(bid("bob", INTERVAL, 1));
  }

  @Test
  void aForgedBidOfAHigherNonceTakesNothingFromItsNamesOwner() {
    Arrival forgery = arrive(forged(9));
    Arrival honest = arrive(bid("alice", INTERVAL, 1));
    assertThat(Refusals.reasonOf(intake.check(forgery))).isEqualTo(RefusalReason.BAD_SIGNATURE);
    assertThat(intake.check(honest)).isInstanceOf(BidAnswer.Accept.class);
    assertThat(booked(GATE)).containsExactly(bid("alice", INTERVAL, 1));
  }

  @Test
  void aFloodUnderOneNameIsCheckedAtTheDoorAndTheOwnerComesInAllTheSame() {
    List<BidAnswer> answers =
        new ArrayList<>(
            IntStream.range(1, 1_000)
                .mapToObj(nonce -> intake.arrive(forged(nonce).toBytes(), IN_TIME))
                .toList());
    assertThat(answers).filteredOn(BidAnswer.Arrived.class::isInstance).hasSize(4);
    answers.removeIf(BidAnswer.Arrived.class::isInstance);
    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(Refusals.reasonOf(answer)).isEqualTo(RefusalReason.BAD_SIGNATURE));
    assertThat(intake.check(arrive(bid("alice", INTERVAL, 1))))
        .isInstanceOf(BidAnswer.Accept.class);
  }

  @Test
  void aRepeatedBidThatWaitsIsTheSameArrivalAndIsPromisedOnce() {
    Arrival first = arrive(bid("alice", INTERVAL, 1));
    assertThat(intake.arrive(bid("alice", INTERVAL, 1).toBytes(), GATE + 1))
        .isEqualTo(new BidAnswer.Arrived(first));
    var accept = (BidAnswer.Accept) intake.check(first);
    assertThat(intake.check(first))
        .isEqualTo(new BidAnswer.Repeat(id("alice"), accept.acknowledgement()));
  }

  @Test
  void theBidThatIsReplacedNeedNotBeKept() {
    intake.check(arrive(bid("alice", INTERVAL, 1)));
    var accept = (BidAnswer.Accept) intake.check(arrive(bid("alice", INTERVAL, 2)));
    assertThat(accept.replaced()).contains(bid("alice", INTERVAL, 1));
  }

  @Test
  void checksInAnotherOrderLeaveTheHighestNonce() {
    Arrival first = arrive(bid("alice", INTERVAL, 1));
    Arrival second = arrive(bid("alice", INTERVAL, 2));
    assertThat(intake.check(second)).isInstanceOf(BidAnswer.Accept.class);
    assertThat(Refusals.reasonOf(intake.check(first))).isEqualTo(RefusalReason.STALE_NONCE);
    assertThat(booked(GATE)).containsExactly(bid("alice", INTERVAL, 2));
  }

  @Test
  void whatARestartFindsIsCheckedSinceItMayHaveBeenStoredUnchecked() {
    assertThat(intake.restore(forged(9), IN_TIME)).isFalse();
    assertThat(intake.restore(bid("alice", INTERVAL, 1), IN_TIME)).isTrue();
    assertThat(intake.restore(sealedByNobody(), IN_TIME)).isFalse();
    assertThat(booked(GATE)).containsExactly(bid("alice", INTERVAL, 1));
  }

  private static SignedEnvelope sealedByNobody() {
    byte[] payload = MarketCodec.encode(new Bid(id("carol"), BUS, INTERVAL, 1, OFFER));
    return CONTEXT.sign(MessageType.BID, "carol", payload, key("carol"));
  }

  @Test
  void aBidThatCameIntoTheBookAnotherWayMeanwhileHoldsNothingUp() {
    Arrival arrival = arrive(bid("alice", INTERVAL, 1));
    intake.restore(bid("alice", INTERVAL, 1), IN_TIME);
    assertThat(intake.check(arrival)).isInstanceOf(BidAnswer.Repeat.class);
    assertThat(isBookMade(GATE)).isTrue();
  }

  @Test
  void nothingThatWaitsOutlivesTheCommitOfItsBook() {
    Arrival arrival = arrive(bid("alice", INTERVAL, 1));
    books.onCommitted(INTERVAL);
    assertThat(intake.isWaiting(INTERVAL)).isFalse();
    assertThat(Refusals.reasonOf(intake.check(arrival))).isEqualTo(RefusalReason.GATE_CLOSED);
  }
}
