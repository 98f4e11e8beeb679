package io.wattmesh.market.aggregation;

import static io.wattmesh.market.MarketFixture.BUS;
import static io.wattmesh.market.MarketFixture.OFFER;
import static io.wattmesh.market.MarketFixture.SCHEDULE;
import static io.wattmesh.market.MarketFixture.bid;
import static io.wattmesh.market.MarketFixture.desk;
import static io.wattmesh.market.MarketFixture.id;
import static io.wattmesh.market.MarketFixture.open;
import static io.wattmesh.market.MarketFixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonRequest.Step;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an aggregator makes of requests: it refuses what can't be kept and plans the rest. */
class PlannedBookTest {
  private static final long INTERVAL = 4;
  private static final long SECONDS = SCHEDULE.intervalMillis() / 1000;

  private final BidIntake.Desk desk = desk(BUS, "alice", "bob");
  private final BidIntake intake = new BidIntake(desk);
  private final BookKeeping books = new BookKeeping(desk, intake);

  private static HorizonRequest store(long leastJoules) {
    var step = new Step(-5_000, 5_000, leastJoules, 36_000_000, 950_000, 1_000_000, 0);
    return new HorizonRequest(18_000_000, 950_000, 0, 25_000_000, Collections.nCopies(12, step));
  }

  private BidAnswer send(HorizonRequest request) {
    var content = new Bid(id("alice"), BUS, INTERVAL, 1, OFFER, Optional.of(request));
    return intake.receive(sign(content).toBytes(), open(INTERVAL));
  }

  private BidBook due() {
    return BidBook.ofBytes(books.due(SCHEDULE.gateClosureMillis(INTERVAL)).getFirst().payload());
  }

  @Test
  void theBookHasAFeasibleScheduleForTheRequestAndNoneForOtherBids() {
    assertThat(send(store(0))).isInstanceOf(BidAnswer.Accept.class);
    intake.receive(bid("bob", INTERVAL, 1).toBytes(), open(INTERVAL));
    BidBook book = due();
    assertThat(store(0).allows(book.schedules().get(0).toArray(), SECONDS)).isTrue();
    assertThat(book.schedules().get(1)).isEqualTo(Schedule.NONE);
    assertThat(books.lastPlan().orElseThrow().rounds()).isPositive();
  }

  @Test
  void aDearMomentIsSoldIntoAndACheapOneBoughtIn() {
    for (long k = 0; k < 12; k++) {
      books.onPrice(INTERVAL + k, k == 0 ? 90_000_000 : 25_000_000);
    }
    send(store(0));
    assertThat(due().schedules().getFirst().bindingWatts()).isPositive();

    var cheap = new BookKeeping(desk, intake);
    for (long k = 0; k < 12; k++) {
      cheap.onPrice(INTERVAL + k, k == 0 ? 5_000_000 : 40_000_000);
    }
    BidBook book =
        BidBook.ofBytes(cheap.due(SCHEDULE.gateClosureMillis(INTERVAL)).getFirst().payload());
    assertThat(book.schedules().getFirst().bindingWatts()).isNegative();
  }

  @Test
  void aRequestThatCannotBeKeptIsRefusedWithAReason() {
    assertThat(send(store(35_000_000)))
        .isInstanceOfSatisfying(
            BidAnswer.Refuse.class,
            refuse -> assertThat(refuse.reason()).isEqualTo(RefusalReason.INFEASIBLE_REQUEST));
  }
}
