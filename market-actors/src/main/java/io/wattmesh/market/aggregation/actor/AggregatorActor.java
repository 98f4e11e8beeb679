package io.wattmesh.market.aggregation.actor;

import io.wattmesh.market.aggregation.BidAnswer;
import io.wattmesh.market.aggregation.BidIntake;
import io.wattmesh.market.aggregation.BookClosing;
import io.wattmesh.market.aggregation.BookKeeping;
import io.wattmesh.market.aggregation.RevealDesk;
import io.wattmesh.market.aggregation.StandingBids;
import io.wattmesh.market.clearing.BusCurveMessage;
import io.wattmesh.market.message.Arrival;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.Repeats;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToAggregator.Again;
import io.wattmesh.market.message.ToAggregator.BidStored;
import io.wattmesh.market.message.ToAggregator.BookClosed;
import io.wattmesh.market.message.ToAggregator.BookCommitted;
import io.wattmesh.market.message.ToAggregator.BooksClosed;
import io.wattmesh.market.message.ToAggregator.BooksFrozen;
import io.wattmesh.market.message.ToAggregator.BusCleared;
import io.wattmesh.market.message.ToAggregator.BusStands;
import io.wattmesh.market.message.ToAggregator.CheckNext;
import io.wattmesh.market.message.ToAggregator.IntervalVoided;
import io.wattmesh.market.message.ToAggregator.PriceWas;
import io.wattmesh.market.message.ToAggregator.ResponseAsked;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.market.message.ToAggregator.SubmitBid;
import io.wattmesh.market.message.ToAggregator.SubmitReveal;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.BidStore.StoredBid;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * An aggregator of a bus, often its only one. It begins with the bids that it promised before a
 * restart, and lets no acknowledgement leave before its bid is durable. It answers its members
 * only: to send to any name that a stranger claims would bring an actor of that name to life.
 */
public final class AggregatorActor {
  private static final Duration REPEAT_AFTER = Duration.ofSeconds(2);

  /**
   * What an aggregator works with.
   *
   * @param region the clearing region of the bus
   * @param stored reads back what was stored before
   * @param writer makes bids durable
   * @param members how it tells its members
   * @param market its name within the cluster; empty for the only one
   */
  public record Post(
      BidIntake.Desk desk,
      int region,
      BidStore stored,
      ActorRef<BidStoreActor.Command> writer,
      ActorRef<SubmitTransaction> ledger,
      LongSupplier clockMillis,
      Members members,
      String market) {
    /** One that answers its members' actors. */
    public Post(
        BidIntake.Desk desk,
        int region,
        BidStore stored,
        ActorRef<BidStoreActor.Command> writer,
        ActorRef<SubmitTransaction> ledger,
        LongSupplier clockMillis) {
      this(desk, region, stored, writer, ledger, clockMillis, Members.ACTORS, "");
    }

    /** The same that answers elsewhere. */
    public Post answering(Members others) {
      return new Post(desk, region, stored, writer, ledger, clockMillis, others, market);
    }

    /** The same in a cluster of several markets. */
    public Post in(String named) {
      return new Post(desk, region, stored, writer, ledger, clockMillis, members, named);
    }
  }

  /** How members are told what they are to hear. */
  @FunctionalInterface
  public interface Members {
    /** Each by the sharded actor of its name. */
    Members ACTORS =
        (market, participant, message) -> market.prosumer(participant.value()).tell(message);

    void tell(MarketShards market, ParticipantId participant, ToProsumer message);
  }

  private final ActorContext<ToAggregator> actor;
  private final TimerScheduler<ToAggregator> timers;
  private final Post post;
  private final MarketShards market;
  private final BidIntake intake;
  private final BookKeeping books;
  private final BookClosing closing;
  private final RevealDesk reveals;
  private final UncheckedBids unchecked = new UncheckedBids();
  private final Repeats repeats = new Repeats();
  private final Map<Long, StandingBids> standing = new HashMap<>();
  private final Map<Long, SignedEnvelope> offered = new HashMap<>();

  private AggregatorActor(
      ActorContext<ToAggregator> actor, TimerScheduler<ToAggregator> timers, Post post) {
    this.actor = actor;
    this.timers = timers;
    this.post = post;
    this.market = MarketShards.of(ClusterSharding.get(actor.getSystem()), post.market());
    this.intake = new BidIntake(post.desk());
    this.books = new BookKeeping(post.desk(), intake);
    this.closing = new BookClosing(intake, books);
    this.reveals = new RevealDesk(post.desk(), books);
  }

  public static Behavior<ToAggregator> create(Post post) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  var aggregator = new AggregatorActor(actor, timers, post);
                  aggregator.restore();
                  timers.startTimerWithFixedDelay(new Again(), REPEAT_AFTER);
                  return Behaviors.receiveMessage(aggregator::onMessage);
                }));
  }

  private void restore() {
    intake.closeUpTo(post.stored().closedInterval(post.desk().bus()));
    for (StoredBid bid : post.stored().load(post.desk().bus())) {
      intake.restore(SignedEnvelope.ofBytes(bid.envelope()), bid.arrivalMillis());
    }
  }

  private Behavior<ToAggregator> onMessage(ToAggregator message) {
    switch (message) {
      case SubmitBid submit -> onSubmit(submit.signedBid());
      case BidStored stored -> onStored(stored);
      case CheckNext next -> checkNext();
      case BookClosed closed -> onBookClosed(closed);
      case MarketTick tick -> publishDue();
      case SubmitReveal reveal ->
          handIn(reveals.receive(reveal.opening(), post.clockMillis().getAsLong()));
      case BooksClosed closed -> reveals.onClosed(closed.interval(), closed.awaited());
      case BookCommitted committed -> onBookCommitted(committed);
      case BusStands stands -> onStands(stands);
      case BooksFrozen frozen -> onBooksFrozen(frozen);
      case ResponseAsked asked -> onResponseAsked(asked);
      case BusCleared cleared -> onCleared(cleared);
      case PriceWas was -> books.onPrice(was.interval(), was.settlementPriceMicrosPerMwh());
      case IntervalVoided voided -> onVoided(voided.interval());
      case Again again -> onAgain();
    }
    return Behaviors.same();
  }

  private void onSubmit(byte[] signedBid) {
    unchecked.bidCame(System.nanoTime());
    BidAnswer answer = intake.arrive(signedBid, post.clockMillis().getAsLong());
    answer(answer);
    if (answer instanceof BidAnswer.Arrived arrived) {
      store(arrived.arrival());
    }
  }

  /** One that still waits for its check is stored again: the writer may have failed on it. */
  private void store(Arrival arrival) {
    ActorRef<ToAggregator> self = actor.getSelf();
    StoredBid bid = stored(arrival.content(), arrival.bid(), arrival.arrivalMillis());
    post.writer()
        .tell(
            new BidStoreActor.Store(
                List.of(bid), () -> self.tell(new BidStored(arrival, System.nanoTime()))));
  }

  private static StoredBid stored(PromisedBid content, SignedEnvelope bid, long arrivalMillis) {
    return new StoredBid(
        content.bus(),
        content.interval(),
        content.participant().value(),
        arrivalMillis,
        bid.toBytes());
  }

  /** A check takes several times what it takes to take a bid in, so it is made behind those. */
  private void onStored(BidStored stored) {
    unchecked.add(stored.arrival(), stored.toldNanos(), System.nanoTime());
    if (unchecked.size() == 1) {
      actor.getSelf().tell(new CheckNext());
    }
  }

  private void checkNext() {
    if (unchecked.arePutOff(System.nanoTime(), this::millisToGate)) {
      timers.startSingleTimer(new CheckNext(), UncheckedBids.PUT_OFF);
      return;
    }
    check(unchecked.remove());
    if (unchecked.size() > 0) {
      actor.getSelf().tell(new CheckNext());
    }
  }

  private long millisToGate() {
    long nowMillis = post.clockMillis().getAsLong();
    MarketSchedule schedule = post.desk().schedule();
    return schedule.gateClosureMillis(schedule.lastClosedInterval(nowMillis) + 1) - nowMillis;
  }

  private void check(Arrival arrival) {
    BidAnswer answer = intake.check(arrival);
    answer(answer);
    if (answer instanceof BidAnswer.Accept accept) {
      accept.replaced().ifPresent(before -> drop(stored(PromisedBid.of(before), before, 0)));
    } else if (answer instanceof BidAnswer.Refuse) {
      drop(stored(arrival.content(), arrival.bid(), arrival.arrivalMillis()));
    }
    if (intake.isComplete(arrival, post.clockMillis().getAsLong())) {
      publishDue();
    }
  }

  private void drop(StoredBid bid) {
    post.writer().tell(new BidStoreActor.Drop(List.of(bid)));
  }

  private void answer(BidAnswer answer) {
    switch (answer) {
      case BidAnswer.Arrived arrived -> {}
      case BidAnswer.Accept accept -> acknowledge(accept.participant(), accept.acknowledgement());
      case BidAnswer.Repeat repeat -> acknowledge(repeat.participant(), repeat.acknowledgement());
      case BidAnswer.Refuse refuse -> refuse(refuse);
    }
  }

  private void acknowledge(ParticipantId participant, SignedEnvelope envelope) {
    long interval = MarketCodec.decodeAcknowledgement(envelope.payload()).interval();
    tell(participant, new ToProsumer.BidAcknowledged(interval, envelope));
  }

  private void refuse(BidAnswer.Refuse refuse) {
    actor
        .getLog()
        .atInfo()
        .addKeyValue("event", "bid-refused")
        .log("bus {}: {}", post.desk().bus(), refuse);
    ParticipantId.parse(refuse.sender())
        .filter(post.desk().members()::containsKey)
        .ifPresent(
            member ->
                tell(
                    member,
                    new ToProsumer.BidRefused(
                        refuse.interval(),
                        refuse.nonce(),
                        refuse.reason().name(),
                        refuse.detail())));
  }

  private void onStands(BusStands stands) {
    standing.put(stands.interval(), new StandingBids(stands.standing()));
    reveals.onStanding(
        stands.interval(), stands.standing().stream().map(StandingCurve::participant).toList());
  }

  private void publishDue() {
    repeats.fresh(dueBooks()).forEach(this::publish);
    handIn(reveals.due(post.clockMillis().getAsLong()));
  }

  private List<SignedEnvelope> dueBooks() {
    long nowMillis = post.clockMillis().getAsLong();
    closing.begin(nowMillis).forEach(this::close);
    return closing.due(nowMillis);
  }

  private void close(long interval) {
    ActorRef<ToAggregator> self = actor.getSelf();
    post.writer()
        .tell(
            new BidStoreActor.CloseBook(
                post.desk().bus(),
                interval,
                stored -> self.tell(new BookClosed(interval, stored))));
  }

  private void onBookClosed(BookClosed closed) {
    closing.onClosed(closed.interval(), closed.stored());
    publishDue();
  }

  private void handIn(List<SignedEnvelope> transactions) {
    transactions.forEach(reveal -> post.ledger().tell(new SubmitTransaction(reveal)));
  }

  private void publish(SignedEnvelope book) {
    post.ledger().tell(new SubmitTransaction(book));
    books
        .lastPlan()
        .ifPresent(
            plan ->
                actor
                    .getLog()
                    .debug(
                        "bus {}: {} requests planned in {} rounds to a residual of {}",
                        post.desk().bus(),
                        plan.schedules().size(),
                        plan.rounds(),
                        plan.residual()));
  }

  private void onBookCommitted(BookCommitted committed) {
    long over = books.onCommitted(committed.interval());
    standing.put(committed.interval(), new StandingBids(committed.standing()));
    post.writer().tell(new BidStoreActor.Remove(post.desk().bus(), over));
    committed
        .refused()
        .forEach(
            (participant, reason) ->
                tell(
                    participant,
                    new ToProsumer.BidRefused(
                        committed.interval(), 0, reason, "the ledger does not count it")));
  }

  private void onBooksFrozen(BooksFrozen frozen) {
    StandingBids bids = standingIn(frozen.interval());
    var curve =
        new BusCurveMessage(
            frozen.interval(), frozen.booksRoot(), post.desk().bus(), bids.costCurve());
    SignedEnvelope envelope =
        post.desk()
            .context()
            .sign(
                MessageType.BUS_CURVE,
                post.desk().aggregator().value(),
                curve.toBytes(),
                post.desk().key());
    offered.put(frozen.interval(), envelope);
    offer(envelope);
  }

  private void offer(SignedEnvelope curve) {
    market.region(post.region()).tell(new ToRegion.Signed(curve));
  }

  /** Who has just begun elsewhere may not have heard yet which bids stand: it is asked again. */
  private void onResponseAsked(ResponseAsked asked) {
    if (!standing.containsKey(asked.interval()) && !offered.containsKey(asked.interval())) {
      return;
    }
    StandingBids bids = standingIn(asked.interval());
    market
        .region(asked.region())
        .tell(
            new ToRegion.ResponseGiven(
                asked.interval(),
                post.desk().bus(),
                asked.pricePicosPerMwh(),
                bids.lowWatts(asked.pricePicosPerMwh()),
                bids.highWatts(asked.pricePicosPerMwh())));
  }

  private void onCleared(BusCleared cleared) {
    books.onPrice(cleared.interval(), cleared.settlementPriceMicrosPerMwh());
    StandingBids bids = standingIn(cleared.interval());
    Map<ParticipantId, Long> awards;
    try {
      awards = bids.awardsWatts(cleared.pricePicosPerMwh(), cleared.injectionWatts());
    } catch (IllegalArgumentException e) {
      actor
          .getLog()
          .atError()
          .addKeyValue("event", "awards-unknown")
          .log(
              "bus {}: the standing bids of interval {} are not known here, so nobody is told an"
                  + " award; restart the node to hear the ledger's news from the beginning: {}",
              post.desk().bus(),
              cleared.interval(),
              e.getMessage());
      return;
    }
    for (ParticipantId member : post.desk().members().keySet()) {
      tell(
          member,
          new ToProsumer.AwardTold(
              cleared.interval(),
              awards.getOrDefault(member, 0L),
              cleared.settlementPriceMicrosPerMwh(),
              false,
              bids.scheduledWatts(member)));
    }
    forget(cleared.interval());
  }

  private void onVoided(long interval) {
    for (ParticipantId member : post.desk().members().keySet()) {
      tell(member, new ToProsumer.AwardTold(interval, 0, 0, true));
    }
    forget(interval);
  }

  private void forget(long interval) {
    standing.remove(interval);
    offered.remove(interval);
  }

  private void onAgain() {
    repeats.reminded(dueBooks()).forEach(this::publish);
    handIn(reveals.due(post.clockMillis().getAsLong()));
    offered.values().forEach(this::offer);
  }

  private StandingBids standingIn(long interval) {
    return standing.getOrDefault(interval, StandingBids.NONE);
  }

  private void tell(ParticipantId participant, ToProsumer message) {
    post.members().tell(market, participant, message);
  }
}
