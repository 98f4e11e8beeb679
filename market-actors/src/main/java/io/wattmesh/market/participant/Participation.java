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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A participant's bidding as a pure step function. It bids for the first interval whose gate is
 * open, once; the bid is sent again at every tick until it is acknowledged or the gate closes. A
 * refusal ends nothing: anybody can have a bid refused that bears this participant's name. What is
 * done is a function of the agent's state and the awards so far, so that a participant that lost
 * its memory and is told all awards again makes the same bids, byte for byte.
 *
 * <pre>
 *   IDLE ──tick, gate open──► BIDDING ──acknowledged──► ACKNOWLEDGED ──award──► IDLE
 *     ├───────────────────── award (told again after a restart) ─────────────────┘
 *     └──agent throws──► QUARANTINED
 * </pre>
 *
 * <p>An agent that throws, or answers with what is no curve and no energy, is quarantined: it is
 * never called again and the participant bids no more. A bid that is out by then stands. For that
 * award and any later one it delivers nothing, and says so to the meter, so that the award settles
 * as a shortfall: nobody else can say what the devices of a broken model do.
 */
public final class Participation {
  /** What the actor must do. */
  public sealed interface Effect {
    /** Send the signed bid to the aggregator of the bus. */
    record SendBid(SignedEnvelope bid) implements Effect {}

    /** Let the meter see what the devices inject. */
    record Deliver(long interval, long energyJoules) implements Effect {}

    /** Tell that there is no bid for the interval, since the agent has failed. */
    record Quarantined(long interval, String reason) implements Effect {}
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
  private boolean acknowledged;
  private Optional<String> failure = Optional.empty();
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
    if (!isOpen(nowMillis)) {
      return effects;
    }
    if (bid.isEmpty()) {
      bid = decide().map(this::sign);
      acknowledged = false;
    }
    if (bid.isEmpty()) {
      effects.add(new Effect.Quarantined(nextInterval, failure.orElseThrow()));
    } else if (!acknowledged) {
      effects.add(new Effect.SendBid(bid.get()));
    }
    return effects;
  }

  private boolean isOpen(long nowMillis) {
    long gateMillis = schedule.gateClosureMillis(nextInterval);
    return nowMillis < gateMillis && nowMillis >= gateMillis - schedule.intervalMillis();
  }

  /** The aggregator has promised to put the bid of this interval into its book. */
  public void onAcknowledged(long interval) {
    if (interval == nextInterval) {
      acknowledged = true;
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
    long energyJoules = ask(() -> schedule.energyJoules(agent.onAward(award))).orElse(0L);
    if (award.priceMicrosPerMwh().isPresent()) {
      lastPriceMicrosPerMwh = award.priceMicrosPerMwh();
    }
    nextInterval++;
    bid = Optional.empty();
    var delivery = new Effect.Deliver(award.interval(), energyJoules);
    lastDelivery = Optional.of(delivery);
    return List.of(delivery);
  }

  /** The nonce follows from the interval, so that a repeated bid is the same bid. */
  private Optional<Bid> decide() {
    var interval =
        new IntervalContext(
            nextInterval,
            Math.floorDiv(schedule.deliveryMillis(nextInterval), 1000L),
            Math.toIntExact(schedule.intervalMillis() / 1000),
            lastPriceMicrosPerMwh);
    return ask(
        () -> {
          BidCurve curve = Objects.requireNonNull(agent.onInterval(interval), "no curve");
          return new Bid(id, bus, nextInterval, nextInterval + 1, curve, agent.onHorizon(interval));
        });
  }

  /** The agent's answer; none if it is quarantined, or fails now. */
  private <T> Optional<T> ask(Supplier<T> question) {
    if (failure.isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(question.get());
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      failure = Optional.of("the agent failed in interval " + nextInterval + ": " + e);
      return Optional.empty();
    }
  }

  private SignedEnvelope sign(Bid content) {
    return context.sign(MessageType.BID, id.value(), MarketCodec.encode(content), key);
  }
}
