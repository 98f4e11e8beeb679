package io.wattmesh.load.generate;

import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.measure.Latency;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.function.BiConsumer;

/**
 * Hears what aggregators answer the fleet, on their threads: notes acknowledgements and refusals,
 * and lets each device's meter see what it delivers of its award.
 */
final class AnswerDesk {
  private final DeviceFleet fleet;
  private final MarketSchedule schedule;
  private final RunClock clock;
  private final OpenIntervals intervals;
  private final LatencyRecorders latencies;
  private final Flow flow;
  private final BiConsumer<Integer, ToMeter.Delivered> meters;

  /**
   * @param meters tells the meters of a bus
   */
  AnswerDesk(
      FleetMarket market,
      RunClock clock,
      OpenIntervals intervals,
      LatencyRecorders latencies,
      Flow flow,
      BiConsumer<Integer, ToMeter.Delivered> meters) {
    this.fleet = market.fleet();
    this.schedule = market.schedule();
    this.clock = clock;
    this.intervals = intervals;
    this.latencies = latencies;
    this.flow = flow;
    this.meters = meters;
  }

  void onTold(int device, ToProsumer message) {
    switch (message) {
      case BidAcknowledged acknowledged -> onAcknowledged(device, acknowledged.interval());
      case BidRefused refused -> onRefused(device, refused);
      case AwardTold award -> onAward(device, award);
      default ->
          throw new IllegalStateException("A fleet's bids are open, yet it hears " + message);
    }
  }

  private void onAcknowledged(int device, long interval) {
    IntervalBids bids = intervals.of(interval);
    if (bids == null || !bids.set(device, IntervalBids.ACKNOWLEDGED)) {
      return;
    }
    long sinceOpen = clock.nowMicros() - clock.openMicros(interval);
    flow.acknowledged();
    if (bids.measured()) {
      latencies.record(Latency.ACKNOWLEDGED, sinceOpen - bids.offsetMicros(device));
      latencies.record(Latency.SERVICE, sinceOpen - bids.sentMicros(device));
    }
    flow.latency(sinceOpen - bids.offsetMicros(device));
  }

  /** What the ledger refuses, the ledger's desk hears: an aggregator tells it without a nonce. */
  private void onRefused(int device, BidRefused refused) {
    IntervalBids bids = intervals.of(refused.interval());
    if (refused.nonce() == 0
        || bids == null
        || bids.has(device, IntervalBids.ACKNOWLEDGED)
        || !bids.set(device, IntervalBids.REFUSED)) {
      return;
    }
    bids.reason(refused.reason());
    flow.refused();
  }

  private void onAward(int device, AwardTold award) {
    long watts =
        award.voided() ? 0 : fleet.deliveredWatts(device, award.interval(), award.awardWatts());
    meters.accept(
        fleet.bus(device),
        new ToMeter.Delivered(fleet.id(device), award.interval(), schedule.energyJoules(watts)));
  }
}
