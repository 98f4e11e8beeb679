package io.wattmesh.market.aggregation;

import io.wattmesh.grid.curve.BidAccumulator;
import io.wattmesh.market.aggregation.horizon.BusOutlook;
import io.wattmesh.market.aggregation.horizon.HorizonPlanner;
import io.wattmesh.market.aggregation.horizon.PriceForecast;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Completes a book: plans together what came with requests, against what the bus's prices are
 * expected to be, and puts each schedule beside its bid.
 */
final class BookPlanner {
  private static final int MAX_ROUNDS = 300;
  private static final int LEAST_ROUNDS = 20;

  /** Small problems that may be solved for one book, so that it is there in time. */
  private static final int MAX_SOLVES = 100_000;

  /**
   * By which part of its mean the price is expected to fall if all the bus's stores inject fully:
   * the stores of other buses are thought to do the same.
   */
  private static final double PRICE_FALL = 0.2;

  private static final double LEAST_PRICE_DOLLARS = 1;

  private final MarketSchedule schedule;
  private final PriceForecast forecast;
  private Optional<HorizonPlanner.Plan> last = Optional.empty();

  BookPlanner(MarketSchedule schedule) {
    this.schedule = schedule;
    this.forecast = new PriceForecast(schedule);
  }

  void learn(long interval, long priceMicrosPerMwh) {
    forecast.learn(interval, priceMicrosPerMwh);
  }

  /** What came of planning the last book; none if no bid had a request. */
  Optional<HorizonPlanner.Plan> last() {
    return last;
  }

  BidBook plan(BidBook book) {
    List<Bid> bids = book.bids().stream().map(bid -> MarketCodec.decodeBid(bid.payload())).toList();
    List<HorizonRequest> requests =
        bids.stream().map(Bid::horizon).flatMap(Optional::stream).toList();
    last = Optional.empty();
    if (requests.isEmpty()) {
      return book;
    }
    HorizonPlanner.Plan plan =
        planner(requests.size())
            .plan(
                requests,
                outlook(book.interval(), bids, requests),
                schedule.intervalMillis() / 1000);
    last = Optional.of(plan);
    var schedules = new ArrayList<Schedule>(bids.size());
    int next = 0;
    for (Bid bid : bids) {
      schedules.add(
          bid.horizon().isPresent() ? Schedule.of(plan.schedules().get(next++)) : Schedule.NONE);
    }
    return new BidBook(book.interval(), book.bus(), book.bids(), schedules);
  }

  private static HorizonPlanner planner(int requests) {
    return new HorizonPlanner(Math.clamp(MAX_SOLVES / requests, LEAST_ROUNDS, MAX_ROUNDS));
  }

  private BusOutlook outlook(long interval, List<Bid> bids, List<HorizonRequest> requests) {
    int intervals = requests.stream().mapToInt(HorizonRequest::intervals).max().orElseThrow();
    double[] prices = forecast.expect(interval, intervals);
    double mean = Arrays.stream(prices).map(Math::abs).average().orElseThrow();
    double fall = PRICE_FALL * Math.max(mean, LEAST_PRICE_DOLLARS);
    var others = new BidAccumulator();
    bids.forEach(bid -> others.add(bid.curve()));
    return new BusOutlook(prices, fall / greatestWatts(requests), others.sum().costCurve());
  }

  private static double greatestWatts(List<HorizonRequest> requests) {
    double watts = 1;
    for (HorizonRequest request : requests) {
      watts +=
          request.steps().stream()
              .mapToLong(step -> Math.max(-step.minWatts(), step.maxWatts()))
              .max()
              .orElse(0);
    }
    return watts;
  }
}
