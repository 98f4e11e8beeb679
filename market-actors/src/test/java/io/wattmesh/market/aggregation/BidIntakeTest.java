package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.CONTEXT;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.key;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.BidCurve;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promise that a bid stays in the book, and how it is kept. */
class BidIntakeTest {
  private static final long INTERVAL = 3;
  private static final long NOW = open(INTERVAL);

  private final BidIntake intake = new BidIntake(desk(BUS, "bob", "alice", "carol"));

  private SignedEnvelope accept(SignedEnvelope bid) {
    BidAnswer answer = intake.receive(bid.toBytes(), NOW);
    assertThat(answer).isInstanceOf(BidAnswer.Accept.class);
    return ((BidAnswer.Accept) answer).acknowledgement();
  }

  private BidBook book() {
    return intake.book(INTERVAL, BUS);
  }

  @Test
  @Tag("seed-4")
  void aValidBidIsAcknowledgedUnderTheAggregatorsSignature() {
    SignedEnvelope bid = bid("alice", INTERVAL, 1);
    SignedEnvelope acknowledgement = accept(bid);
    assertThat(acknowledgement.signer()).isEqualTo("aggregator-bus-7");
    assertThat(acknowledgement.isSignedBy(key("aggregator-bus-7").verificationKey(), CONTEXT))
        .isTrue();
    assertThat(acknowledgement.type()).isEqualTo(MessageType.BID_ACKNOWLEDGEMENT);
    assertThat(MarketCodec.decodeAcknowledgement(acknowledgement.payload()))
        .isEqualTo(new BidAcknowledgement(id("alice"), BUS, INTERVAL, 1, bid.digest(), NOW));
    assertThat(book().bids()).containsExactly(bid);
  }

  @Test
  void theSameBidAgainGetsTheSameBytesAndChangesNothing() {
    SignedEnvelope bid = bid("alice", INTERVAL, 1);
    SignedEnvelope first = accept(bid);
    BidAnswer again = intake.receive(bid.toBytes(), NOW + 500);
    assertThat(again).isEqualTo(new BidAnswer.Repeat(id("alice"), first));
    assertThat(((BidAnswer.Repeat) again).acknowledgement().toBytes()).isEqualTo(first.toBytes());
    assertThat(book().bids()).containsExactly(bid);
  }

  @Test
  void theSameBidAfterGateClosureIsStillPromised() {
    SignedEnvelope bid = bid("alice", INTERVAL, 1);
    SignedEnvelope first = accept(bid);
    assertThat(intake.receive(bid.toBytes(), NOW + 2_000))
        .isEqualTo(new BidAnswer.Repeat(id("alice"), first));
  }

  @Test
  void aHigherNonceReplacesTheBid() {
    accept(bid("alice", INTERVAL, 1));
    SignedEnvelope better = bid("alice", INTERVAL, 5);
    accept(better);
    assertThat(book().bids()).containsExactly(better);
  }

  @Test
  void aLowerOrAnEqualNonceIsStale() {
    SignedEnvelope standing = bid("alice", INTERVAL, 5);
    accept(standing);
    assertThat(Refusals.reasonOf(intake.receive(bid("alice", INTERVAL, 4).toBytes(), NOW)))
        .isEqualTo(RefusalReason.STALE_NONCE);
    SignedEnvelope otherCurve = sign(new Bid(id("alice"), BUS, INTERVAL, 5, BidCurve.fixed(1)));
    assertThat(Refusals.reasonOf(intake.receive(otherCurve.toBytes(), NOW)))
        .isEqualTo(RefusalReason.STALE_NONCE);
    assertThat(book().bids()).containsExactly(standing);
  }

  @Test
  void theBookIsSortedWithOneBidAParticipant() {
    accept(bid("carol", INTERVAL, 1));
    accept(bid("alice", INTERVAL, 1));
    accept(bid("bob", INTERVAL, 1));
    accept(bid("alice", INTERVAL, 2));
    assertThat(book().bids())
        .extracting(SignedEnvelope::signer)
        .containsExactly("alice", "bob", "carol");
    assertThat(BidBook.ofBytes(book().toBytes())).isEqualTo(book());
  }

  @Test
  void booksOfDifferentIntervalsAreApart() {
    accept(bid("alice", INTERVAL, 1));
    BidAnswer next = intake.receive(bid("bob", INTERVAL + 1, 1).toBytes(), open(INTERVAL + 1));
    assertThat(next).isInstanceOf(BidAnswer.Accept.class);
    assertThat(book().bids()).extracting(SignedEnvelope::signer).containsExactly("alice");
    assertThat(intake.book(INTERVAL + 1, BUS).bids())
        .extracting(SignedEnvelope::signer)
        .containsExactly("bob");
  }

  @Test
  void afterARestartPromisedBidsAreInTheBookAndTheirAcknowledgementIsTheSame() {
    SignedEnvelope bid = bid("alice", INTERVAL, 1);
    SignedEnvelope first = accept(bid);
    var restarted = new BidIntake(desk(BUS, "bob", "alice", "carol"));
    restarted.restore(bid, NOW);
    assertThat(restarted.book(INTERVAL, BUS).toBytes()).isEqualTo(book().toBytes());
    assertThat(restarted.receive(bid.toBytes(), NOW + 700))
        .isEqualTo(new BidAnswer.Repeat(id("alice"), first));
  }

  @Test
  void ofTwoRestoredBidsTheHigherNonceStandsInEitherOrder() {
    intake.restore(bid("alice", INTERVAL, 2), NOW);
    intake.restore(bid("alice", INTERVAL, 1), NOW);
    intake.restore(bid("bob", INTERVAL, 1), NOW);
    intake.restore(bid("bob", INTERVAL, 2), NOW);
    assertThat(book().bids()).containsExactly(bid("alice", INTERVAL, 2), bid("bob", INTERVAL, 2));
  }

  @Test
  void aForgottenIntervalsBookIsEmptyAndItsNeighboursStay() {
    accept(bid("alice", INTERVAL, 1));
    intake.restore(bid("alice", INTERVAL - 1, 1), NOW);
    intake.forget(INTERVAL - 1);
    assertThat(intake.book(INTERVAL - 1, BUS).bids()).isEmpty();
    assertThat(book().bids()).hasSize(1);
    intake.forgetBefore(INTERVAL + 1);
    assertThat(book().bids()).isEmpty();
  }
}
