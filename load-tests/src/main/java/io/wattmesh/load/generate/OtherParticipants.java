package io.wattmesh.load.generate;

import io.wattmesh.agents.scenario.ParticipantPlan;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The participants that are no devices: generators and loads whose bids follow from their agents
 * and the interval alone. A prosumer's actor bids for an interval once it has its award of the one
 * before; these bid when a window opens, however long clearing takes, and deliver what they are
 * awarded. They are in no figure.
 */
final class OtherParticipants {
  private final ScenarioMarket market;
  private final MarketSchedule schedule;
  private final BiConsumer<Integer, byte[]> send;
  private final BiConsumer<Integer, ToMeter.Delivered> meters;
  private final Map<ParticipantId, byte[]> bids = new HashMap<>();
  private final Set<ParticipantId> answered = ConcurrentHashMap.newKeySet();
  private volatile long interval = -1;

  /**
   * @param send sends a signed bid to the aggregator of a bus
   * @param meters tells the meters of a bus
   */
  OtherParticipants(
      FleetMarket market,
      BiConsumer<Integer, byte[]> send,
      BiConsumer<Integer, ToMeter.Delivered> meters) {
    this.market = market.market();
    this.schedule = market.schedule();
    this.send = send;
    this.meters = meters;
  }

  /** Bids for the interval whose window is open; what has no answer yet is sent again. */
  void bid(long open) {
    if (open != interval) {
      interval = open;
      answered.clear();
      bids.clear();
      market.plan().participants().forEach(plan -> bids.put(plan.id(), signed(plan, open)));
    }
    bids.forEach(
        (id, bid) -> {
          if (!answered.contains(id)) {
            send.accept(market.participant(id).bus(), bid);
          }
        });
  }

  private byte[] signed(ParticipantPlan plan, long open) {
    var context =
        new IntervalContext(
            open,
            Math.floorDiv(schedule.deliveryMillis(open), 1_000L),
            Math.toIntExact(schedule.intervalMillis() / 1_000),
            OptionalLong.empty());
    BidCurve curve = plan.newAgent().onInterval(context);
    var bid = new Bid(plan.id(), plan.bus(), open, open + 1, curve);
    return market.sign(plan.id(), MessageType.BID, MarketCodec.encode(bid)).toBytes();
  }

  /** On an aggregator's thread. */
  void onTold(ParticipantId id, ToProsumer message) {
    switch (message) {
      case BidAcknowledged acknowledged -> answered(id, acknowledged.interval());
      case BidRefused refused -> answered(id, refused.interval());
      case AwardTold award ->
          meters.accept(
              market.participant(id).bus(),
              new ToMeter.Delivered(
                  id,
                  award.interval(),
                  schedule.energyJoules(award.voided() ? 0 : award.awardWatts())));
      default -> throw new IllegalStateException("Bids are open, yet " + id + " hears " + message);
    }
  }

  private void answered(ParticipantId id, long of) {
    if (of == interval) {
      answered.add(id);
    }
  }
}
