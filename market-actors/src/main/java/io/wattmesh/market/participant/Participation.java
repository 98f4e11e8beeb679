package io.wattmesh.market.participant;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.market.sealing.SealedIntervals;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.Signer;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonWindow;
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
 * refusal ends nothing: anybody can have a bid refused that bears this participant's name. Where
 * the bus has several aggregators, the bid goes to the first by id; to the next one after a
 * refusal, or after {@link #SENDS_TO_EACH} times without an answer, and from the last to the first
 * again. In several books it counts once. What is done is a function of the agent's state and the
 * awards so far, so that a participant that lost its memory and is told all awards again makes the
 * same bids, byte for byte.
 *
 * <pre>
 *   IDLE ──tick, gate open──► BIDDING ──acknowledged──► ACKNOWLEDGED ──award──► IDLE
 *     ├───────────────────── award (told again after a restart) ─────────────────┘
 *     └──agent throws──► QUARANTINED
 * </pre>
 *
 * <p>Where bids are sealed, what is sent is the sealed bid; the bid itself is shown once the
 * ledger, and nobody else, says that the books are closed.
 *
 * <p>An agent that throws, or answers with what is no curve and no energy, is quarantined: it is
 * never called again and the participant bids no more. A bid that is out by then stands. For that
 * award and any later one it delivers nothing, and says so to the meter, so that the award settles
 * as a shortfall: nobody else can say what the devices of a broken model do.
 */
public final class Participation {
  /** What the actor must do. */
  public sealed interface Effect {
    /** Send the signed bid to the aggregator of the bus that has this place by id, from 0. */
    record SendBid(SignedEnvelope bid, int place) implements Effect {}

    /** Send what opens the sealed bid to the aggregator of the bus that has this place. */
    record SendReveal(Opening opening, int place) implements Effect {}

    /** Hand the participant's own reveal in to the ledger, past all aggregators. */
    record HandIn(SignedEnvelope reveals) implements Effect {}

    /** Let the meter see what the devices inject. */
    record Deliver(long interval, long energyJoules) implements Effect {}

    /** Tell that there is no bid for the interval, since the agent has failed. */
    record Quarantined(long interval, String reason) implements Effect {}
  }

  /** So often a bid is sent to one aggregator before another one is tried. */
  public static final int SENDS_TO_EACH = 3;

  /** So often a sealed bid is revealed to the aggregator before it is handed in past it. */
  public static final int REVEALS_TO_AGGREGATOR = 4;

  private final ParticipantId id;
  private final Signer key;
  private final MarketAgent agent;
  private final Terms terms;

  private long nextInterval;

  // A node may have millions of participants, so this keeps little of each between its messages.
  private long lastPriceMicrosPerMwh;
  private boolean hasPrice;
  private long lastEnergyJoules;
  private boolean hasDelivered;

  /** Whether a bid for the next interval is out. */
  private boolean isOut;

  /** The bid that is out; null once it is acknowledged: it is made again if it is asked for. */
  private SignedEnvelope bid;

  private Optional<Opening> opening = Optional.empty();
  private long closedInterval = -1;
  private long standingInterval = -1;
  private int reveals;
  private boolean acknowledged;
  private int place;
  private int sent;
  private int refusals;
  private Optional<String> failure = Optional.empty();

  /**
   * What all participants of a bus have alike, so that they may share it.
   *
   * @param aggregators how many the bus has
   * @param sealed in which intervals bids are sealed until the books are closed
   */
  public record Terms(
      int bus,
      int aggregators,
      SigningContext context,
      MarketSchedule schedule,
      SealedIntervals sealed) {}

  public Participation(ParticipantId id, Signer key, MarketAgent agent, Terms terms) {
    this.id = id;
    this.key = key;
    this.agent = agent;
    this.terms = terms;
  }

  public ParticipantId id() {
    return id;
  }

  public int bus() {
    return terms.bus();
  }

  /** Time has come to a point: bid if a gate is open, and repeat what was not answered. */
  public List<Effect> tick(long nowMillis) {
    var effects = new ArrayList<Effect>(2);
    if (hasDelivered) {
      effects.add(lastDelivery());
    }
    if (closedInterval == nextInterval
        && nowMillis <= terms.schedule().bookDeadlineMillis(nextInterval)) {
      effects.addAll(reveal());
    }
    if (!isOpen(nowMillis)) {
      return effects;
    }
    if (!isOut) {
      makeBid();
      acknowledged = false;
      place = 0;
      sent = 0;
      refusals = 0;
    }
    if (!isOut) {
      effects.add(new Effect.Quarantined(nextInterval, failure.orElseThrow()));
    } else if (!acknowledged) {
      if (sent == SENDS_TO_EACH) {
        turnToNext();
      }
      effects.add(send());
    }
    return effects;
  }

  /**
   * The ledger has closed the books, and this participant's sealed bid is in one: now the bid is
   * shown. Whoever lost its memory makes it again at the next tick.
   */
  public List<Effect> onBooksClosed(long interval) {
    closedInterval = Math.max(closedInterval, interval);
    return interval == nextInterval && opening.isPresent() ? reveal() : List.of();
  }

  /** The ledger counts the bid: nothing more is to be revealed of this interval. */
  public void onStands(long interval) {
    standingInterval = Math.max(standingInterval, interval);
  }

  /**
   * First through the aggregator, which plans what came with a request and hands in all of its bus
   * together; if the bid does not stand then, by the participant's own hand.
   */
  private List<Effect> reveal() {
    if (standingInterval >= nextInterval) {
      return List.of();
    }
    if (!isOut) {
      makeBid();
    }
    if (opening.isEmpty()) {
      return List.of(); // The agent has failed, and cannot tell what it bid.
    }
    reveals++;
    return List.of(
        reveals <= REVEALS_TO_AGGREGATOR
            ? new Effect.SendReveal(opening.get(), place)
            : new Effect.HandIn(ownReveal(opening.get())));
  }

  /** What is planned by nobody else stays as near to rest as it may. */
  private SignedEnvelope ownReveal(Opening shown) {
    long seconds = terms.schedule().intervalMillis() / 1000;
    Schedule planned =
        MarketCodec.decodeBid(shown.bid().payload())
            .horizon()
            .flatMap(request -> HorizonWindow.of(request, seconds))
            .map(window -> Schedule.of(window.nearest(new long[window.intervals()])))
            .orElse(Schedule.NONE);
    byte[] payload =
        new Reveals(nextInterval, terms.bus(), List.of(shown), List.of(planned)).toBytes();
    return terms.context().sign(MessageType.REVEALS, id.value(), payload, key);
  }

  private void turnToNext() {
    place = (place + 1) % terms.aggregators();
    sent = 0;
  }

  private Effect send() {
    sent++;
    return new Effect.SendBid(bid, place);
  }

  /**
   * An aggregator has refused the bid of this interval, or one that bears this participant's name:
   * the next one is tried at once, each once. Nothing is to be done if none is left.
   */
  public List<Effect> onRefused(long interval) {
    boolean open = interval == nextInterval && isOut && !acknowledged;
    if (!open || refusals >= terms.aggregators() - 1) {
      return List.of();
    }
    refusals++;
    turnToNext();
    return List.of(send());
  }

  private boolean isOpen(long nowMillis) {
    long gateMillis = terms.schedule().gateClosureMillis(nextInterval);
    return nowMillis < gateMillis && nowMillis >= gateMillis - terms.schedule().intervalMillis();
  }

  /**
   * The bid that is out for an interval, open or sealed as it was sent; none before it is made or
   * once it is over.
   */
  public Optional<SignedEnvelope> bid(long interval) {
    if (interval != nextInterval || !isOut) {
      return Optional.empty();
    }
    return bid != null ? Optional.of(bid) : decide().map(this::sign);
  }

  /** The aggregator has promised to put the bid of this interval into its book. */
  public void onAcknowledged(long interval) {
    if (interval == nextInterval) {
      acknowledged = true;
      bid = null;
    }
  }

  /** The award of an interval, zero if it was void; awards that were told before change nothing. */
  public List<Effect> onAward(Award award) {
    if (award.interval() != nextInterval) {
      return List.of();
    }
    if (!isOut) {
      decide();
    }
    lastEnergyJoules = ask(() -> terms.schedule().energyJoules(agent.onAward(award))).orElse(0L);
    hasDelivered = true;
    if (award.priceMicrosPerMwh().isPresent()) {
      lastPriceMicrosPerMwh = award.priceMicrosPerMwh().getAsLong();
      hasPrice = true;
    }
    nextInterval++;
    isOut = false;
    bid = null;
    opening = Optional.empty();
    reveals = 0;
    return List.of(lastDelivery());
  }

  private Effect.Deliver lastDelivery() {
    return new Effect.Deliver(nextInterval - 1, lastEnergyJoules);
  }

  private void makeBid() {
    Optional<SignedEnvelope> made = decide().map(this::sign);
    isOut = made.isPresent();
    bid = made.orElse(null);
  }

  /** The nonce follows from the interval, so that a repeated bid is the same bid. */
  private Optional<Bid> decide() {
    var interval =
        new IntervalContext(
            nextInterval,
            Math.floorDiv(terms.schedule().deliveryMillis(nextInterval), 1000L),
            Math.toIntExact(terms.schedule().intervalMillis() / 1000),
            hasPrice ? OptionalLong.of(lastPriceMicrosPerMwh) : OptionalLong.empty());
    return ask(
        () -> {
          BidCurve curve = Objects.requireNonNull(agent.onInterval(interval), "no curve");
          return new Bid(
              id, terms.bus(), nextInterval, nextInterval + 1, curve, agent.onHorizon(interval));
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
    SignedEnvelope signed =
        terms.context().sign(MessageType.BID, id.value(), MarketCodec.encode(content), key);
    if (!terms.sealed().isSealed(content.interval())) {
      return signed;
    }
    opening = Optional.of(Opening.of(signed, key));
    byte[] payload = SealedBid.on(opening.get()).toBytes();
    return terms.context().sign(MessageType.SEALED_BID, id.value(), payload, key);
  }
}
