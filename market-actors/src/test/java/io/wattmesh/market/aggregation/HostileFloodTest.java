package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent, an intake keeps one bid a member of open intervals, and a book can be signed.
 */
class HostileFloodTest {
  private static final long INTERVAL = 10_000;
  private static final long NOW = open(INTERVAL);

  private static Map<?, ?> books(BidIntake intake) throws ReflectiveOperationException {
    Field field = BidIntake.class.getDeclaredField("books");
    field.setAccessible(true);
    return (Map<?, ?>) field.get(intake);
  }

  @Test
  void refusedBidsForPastAndFutureIntervalsLeaveNoTrace() throws ReflectiveOperationException {
    var intake = new BidIntake(desk(BUS, "alice"));
    for (long interval = 0; interval < 300; interval++) {
      intake.receive(sign(new Bid(id("alice"), BUS, interval, 1, OFFER)).toBytes(), NOW);
      intake.receive(
          sign(new Bid(id("alice"), BUS, INTERVAL + 1 + interval, 1, OFFER)).toBytes(), NOW);
    }
    assertThat(books(intake)).isEmpty();
  }

  @Test
  void aMemberWithEverHigherNoncesTakesOnePlace() {
    var intake = new BidIntake(desk(BUS, "alice"));
    for (long nonce = 1; nonce <= 500; nonce++) {
      assertThat(
              intake.receive(
                  sign(new Bid(id("alice"), BUS, INTERVAL, nonce, OFFER)).toBytes(), NOW))
          .isInstanceOf(BidAnswer.Accept.class);
    }
    assertThat(intake.book(INTERVAL, BUS).bids()).hasSize(1);
  }

  @Test
  void booksThatNobodyCommitsAreForgottenAnHourAfterTheirDeadline()
      throws ReflectiveOperationException {
    BidIntake.Desk desk = desk(BUS, "alice");
    var intake = new BidIntake(desk);
    var books = new BookKeeping(desk, intake);
    for (long interval = 0; interval < 50; interval++) {
      intake.receive(sign(new Bid(id("alice"), BUS, interval, 1, OFFER)).toBytes(), open(interval));
      assertThat(books.due(open(interval) + 1_500)).isNotEmpty();
    }
    assertThat(books(intake)).as("intervals of 5 min").hasSize(13);
  }

  /** 64 points a bid is the most: some 2,600 such bids fill the largest book that can be signed. */
  @Test
  void whatDoesNotFitIntoTheLargestBookIsRefusedRatherThanPromised() {
    String[] members =
        IntStream.range(0, 2_900).mapToObj(k -> "m%04d".formatted(k)).toArray(String[]::new);
    var intake = new BidIntake(desk(BUS, members));
    long[] watts = IntStream.range(0, BidCurve.MAX_POINTS).asLongStream().toArray();
    var longest = new BidCurve(watts, watts);
    RefusalReason last = null;
    int accepted = 0;
    for (String member : members) {
      var bid = new Bid(new ParticipantId(member), BUS, INTERVAL, 1, longest);
      BidAnswer answer = intake.receive(sign(bid).toBytes(), NOW);
      if (answer instanceof BidAnswer.Accept) {
        accepted++;
      } else {
        last = Refusals.reasonOf(answer);
      }
    }
    assertThat(last).isEqualTo(RefusalReason.BOOK_FULL);
    assertThat(accepted).isBetween(2_400, 2_899);
    byte[] book = intake.book(INTERVAL, BUS).toBytes();
    assertThat(book.length)
        .isBetween(
            MessageType.BID_BOOK.maxPayloadBytes() - 2_000, MessageType.BID_BOOK.maxPayloadBytes());
  }
}
