package io.wattmesh.market.participant;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A participant's bidding as a pure step function. It bids for the first interval whose gate is
 * open, once; the bid is sent again at every tick until it is acknowledged or refused. Everything
 * is a function of the agent's state and the awards so far, so that a participant that lost its
 * memory and is told all awards again makes the same bids, byte for byte.
 *
 * <pre>
 *   IDLE ──tick, gate open──► BIDDING ──acknowledged or refused──► ANSWERED ──award──► IDLE
 *     └───────────────────── award (told again after a restart) ───────────────────────┘
 * </pre>
 */
public final class Participation {
  /** What the actor must do. */
  public sealed interface Effect {
    /** Send the signed bid to the aggregator of the bus. */
    record SendBid(SignedEnvelope bid) implements Effect {}

    /** Let the meter see what the devices inject. */
    record Deliver(long interval, long energyJoules) implements Effect {}
  }

  private final ParticipantId id;
  private final int bus;
  private final SigningContext context;
  private final SigningKey key;
  private final MarketSchedule schedule;
  private final MarketAgent agent;

  private long nextInterval;
  private OptionalLong lastPriceMicrosPerMwh = OptionalLong.empty();
  private Optional<SignedEnvelope> bid = Optional.empty();
  private boolean answered;
  private Optional<Effect.Deliver> lastDelivery = Optional.empty();

  public Participation(
      ParticipantId id,
      int bus,
      SigningContext context,
      SigningKey key,
      MarketSchedule schedule,
      MarketAgent agent) {
    this.id = id;
    this.bus = bus;
    this.context = context;
    this.key = key;
    this.schedule = schedule;
    this.agent = agent;
  }

  public ParticipantId id() {
    return id;
  }

  public int bus() {
    return bus;
  }

  /** Time has come to a point: bid if a gate is open, and repeat what was not answered. */
  public List<Effect> tick(long nowMillis) {
    var effects = new ArrayList<Effect>(2);
    lastDelivery.ifPresent(effects::add);
    boolean open =
        nowMillis < schedule.gateClosureMillis(nextInterval)
            && nowMillis >= schedule.gateClosureMillis(nextInterval) - schedule.intervalMillis();
    if (open && bid.isEmpty()) {
      bid = Optional.of(sign(decide()));
      answered = false;
    }
    if (open && !answered) {
      effects.add(new Effect.SendBid(bid.orElseThrow()));
    }
    return effects;
  }

  /** The aggregator answered the bid of this interval, one way or the other. */
  public void onAnswer(long interval) {
    if (interval == nextInterval) {
      answered = true;
    }
  }

  /** The award of an interval, zero if it was void; awards that were told before change nothing. */
  public List<Effect> onAward(Award award) {
    if (award.interval() != nextInterval) {
      return List.of();
    }
    if (bid.isEmpty()) {
      decide();
    }
    long deliveredWatts = agent.onAward(award);
    if (award.priceMicrosPerMwh().isPresent()) {
      lastPriceMicrosPerMwh = award.priceMicrosPerMwh();
    }
    nextInterval++;
    bid = Optional.empty();
    var delivery = new Effect.Deliver(award.interval(), schedule.energyJoules(deliveredWatts));
    lastDelivery = Optional.of(delivery);
    return List.of(delivery);
  }

  private BidCurve decide() {
    return agent.onInterval(
        new IntervalContext(
            nextInterval,
            Math.floorDiv(schedule.deliveryMillis(nextInterval), 1000L),
            Math.toIntExact(schedule.intervalMillis() / 1000),
            lastPriceMicrosPerMwh));
  }

  /** The nonce follows from the interval, so that a repeated bid is the same bid. */
  private SignedEnvelope sign(BidCurve curve) {
    var content = new Bid(id, bus, nextInterval, nextInterval + 1, curve);
    return context.sign(MessageType.BID, id.value(), MarketCodec.encode(content), key);
  }
}
