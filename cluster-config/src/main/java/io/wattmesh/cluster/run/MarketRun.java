package io.wattmesh.cluster.run;

import io.wattmesh.cluster.market.PlannedChange;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.market.UserErrorException;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.SimulatedClock;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.grid.clearing.ResidualTrace;
import io.wattmesh.market.clearing.ClearingFigures;
import io.wattmesh.market.clearing.Suspicion;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a market through its intervals in simulated time. The driver only moves the clock and says
 * that time has come; bidding, clearing, committing and settling are the actors' own doing. Begun
 * again on the same state, it goes on where the ledger stands.
 *
 * <pre>
 *   for each interval k:   gate(k) - 30 s   prosumers bid
 *                          gate(k)          aggregators publish, regions clear, the ledger commits
 *                          delivery(k)      meters are read for k - 1, which is settled
 * </pre>
 *
 * <p>A change of validators that the scenario wants at an interval is handed in before its bids,
 * and takes effect while the interval is bid for and cleared, or after.
 */
public final class MarketRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MarketRun.class);
  private static final long BIDDING_MILLIS = 30_000;
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);
  private static final Duration TESTIMONY_PATIENCE = Duration.ofSeconds(5);
  private static final long NUDGE_MILLIS = 1_000;
  private static final long HOPELESS_SECONDS = 60;
  private static final long BOOK_PATIENCE_SECONDS = 2;
  private static final long REVEAL_PATIENCE_SECONDS = 12;

  private final int intervals;
  private final MarketSchedule schedule;
  private final List<ParticipantId> participants;
  private final ScenarioMarket market;
  private final IntervalCollector collector;
  private final EpochLog epochs;
  private final Map<Long, ClearingFigures> figures = new ConcurrentHashMap<>();
  private final Set<Long> givenUp = ConcurrentHashMap.newKeySet();
  private final List<HandedIn> handedIn = new ArrayList<>();
  private final OmissionWatch omissions;
  private final BidRound bids;
  private final List<MeasuredInterval> measured = new ArrayList<>();
  private final SortedSet<Long> missed = new TreeSet<>();
  private final long heightAtStart;
  private final VoidInquiry inquiry;
  private final Map<Long, List<Suspicion>> suspicions = new TreeMap<>();
  private final SimulatedClock clock;
  private final WholeMarketNode node;
  private final LedgerWait wait;
  private final HandingIn handingIn;

  private MarketRun(
      ScenarioMarket market,
      int intervals,
      Path state,
      RegionStarter regions,
      AggregatorStarter aggregators) {
    this.market = market;
    this.intervals = intervals;
    this.schedule = market.genesis().parameters().schedule();
    this.participants =
        market.plan().participants().stream().map(participant -> participant.id()).toList();
    this.collector = new IntervalCollector(market.genesis());
    this.epochs = new EpochLog(market.validators());
    this.wait = new LedgerWait(collector, epochs);
    LongStream.range(0, intervals)
        .boxed()
        .flatMap(interval -> market.rules().at(interval).stream())
        .forEach(wait::watch);
    var stored = StoredLedgers.read(market.validators(), state);
    stored.requireKnown(market.validators());
    this.heightAtStart = stored.believedHeight(market.genesis().validators());
    this.clock = new SimulatedClock(schedule.gateClosureMillis(0) - 2 * BIDDING_MILLIS);
    this.inquiry = new VoidInquiry(market);
    this.omissions = new OmissionWatch(market);
    this.bids = new BidRound(omissions);
    this.node =
        WholeMarketNode.start(
            market,
            state,
            clock,
            SnapshotOptions.standard(),
            regions,
            aggregators,
            new WholeMarketNode.Listeners(
                wait::onCommitted,
                transaction -> {
                  inquiry.onTransaction(transaction);
                  omissions.onTransaction(transaction);
                },
                wait::onTrouble,
                bids,
                new ClearingRegionActor.Observers(
                    taken -> figures.put(taken.interval(), taken),
                    giveUp -> givenUp.add(giveUp.interval()),
                    inquiry::onAbandoned)));
    stored.ends().stream()
        .flatMap(end -> end.next().validators().stream())
        .forEach(validator -> node.startValidator(validator.id()));
    this.handingIn = new HandingIn(market, node, epochs, wait);
  }

  /** Starts or takes up a run whose durable state is in a folder. */
  public static MarketRun start(ScenarioMarket market, int intervals, Path state) {
    return start(market, intervals, state, RegionStarter.HONEST);
  }

  /** The same with other clearing regions, as fault drills have them. */
  static MarketRun start(ScenarioMarket market, int intervals, Path state, RegionStarter regions) {
    return new MarketRun(market, intervals, state, regions, AggregatorStarter.HONEST);
  }

  /** The same with other aggregators, as fault drills have them. */
  static MarketRun start(
      ScenarioMarket market, int intervals, Path state, AggregatorStarter aggregators) {
    return new MarketRun(market, intervals, state, RegionStarter.HONEST, aggregators);
  }

  /** The height at which this process took the ledger up; 0 if it began it. */
  public long heightAtStart() {
    return heightAtStart;
  }

  public IntervalCollector collector() {
    return collector;
  }

  /** Who was a validator when. */
  public EpochLog epochs() {
    return epochs;
  }

  /** What this process measured since this was last asked. */
  List<MeasuredInterval> takeMeasured() {
    List<MeasuredInterval> taken = List.copyOf(measured);
    measured.clear();
    return taken;
  }

  /** Whom an inquiry into each void interval suspects. */
  public Map<Long, List<Suspicion>> suspicions() {
    return Collections.unmodifiableMap(suspicions);
  }

  /** Hands in what is no role's, as participants' calls are. */
  void submit(SignedEnvelope transaction) {
    node.submit(transaction);
  }

  /**
   * The transactions that {@link #run} begins with; one that was committed before is not refused.
   */
  void handInFirst(List<HandedIn> transactions) {
    for (HandedIn one : transactions) {
      wait.watch(one.transaction());
      handedIn.add(one);
    }
  }

  /** How many bids were refused in an interval, by aggregators or by the ledger. */
  public int refusedBids(long interval) {
    return bids.refused(interval);
  }

  /** Runs all intervals that are not done yet, and tells of each when its outcome is committed. */
  public void run(LongConsumer onInterval) {
    wait.await(() -> collector.height() >= heightAtStart, "the ledger to be read back", tick -> {});
    clock.forwardTo(collector.lastBlockMillis() + 1);
    // Meters are first heard of in the middle of an interval: wake them before.
    node.tickMeters(clock.getAsLong());
    handedIn.forEach(handingIn::handIn);
    requireTimeFor(intervals - 1L);
    for (long k = 0; k < intervals; k++) {
      Optional<PlannedChange> change = market.validators().changeAt(k);
      change.ifPresent(handingIn::handIn);
      boolean done = collector.result(k).isPresent();
      if (!done && isMissed(k)) {
        passOver(k);
        change.ifPresent(handingIn::awaitEffect);
        continue;
      }
      if (!done) {
        clear(k);
      }
      change.ifPresent(handingIn::awaitEffect);
      onInterval.accept(k);
      if (k > 0 && !missed.contains(k - 1)) {
        settle(k - 1);
      }
    }
    settle(intervals - 1L);
  }

  /**
   * A run that ends settles its last interval, when the gate of the next one has closed and its
   * deadlines have passed: who goes on later finds that no book of it can come any more.
   */
  private boolean isMissed(long interval) {
    return !collector.hasBooks(interval)
        && clock.getAsLong() > schedule.bookDeadlineMillis(interval);
  }

  private void requireTimeFor(long last) {
    if (collector.result(last).isEmpty() && isMissed(last)) {
      throw new UserErrorException(
          ("Interval %d can't be held any more: its gate closed before the run ended, which settled"
                  + " the interval before. Go on with --intervals %d or more; interval %d is left"
                  + " out then.")
              .formatted(last, last + 2, last));
    }
  }

  /** What changes the rules is no matter of the interval; a notice on its network would be. */
  private void passOver(long interval) {
    missed.add(interval);
    market.rules().at(interval).stream()
        .filter(transaction -> transaction.type() != MessageType.NETWORK_NOTICE)
        .forEach(handingIn::handIn);
  }

  /** Intervals that were not held, as their gates closed while nobody ran the market. */
  public SortedSet<Long> missed() {
    return Collections.unmodifiableSortedSet(missed);
  }

  private void clear(long interval) {
    double biddingSeconds = 0;
    if (!collector.hasBooks(interval)) {
      clock.forwardTo(schedule.gateClosureMillis(interval) - BIDDING_MILLIS);
      market.rules().at(interval).forEach(handingIn::handIn);
      biddingSeconds = bid(interval);
    }
    clock.forwardTo(schedule.gateClosureMillis(interval));
    long closedNanos = System.nanoTime();
    node.tickAggregators(clock.getAsLong());
    wait.await(
        () -> collector.result(interval).isPresent(),
        "interval " + interval + " to be cleared",
        seconds -> voidIfHopeless(interval, seconds));
    double seconds = secondsSince(closedNanos);
    omissions.claims(interval).forEach(node::submit);
    lookInto(interval);
    Optional<ClearingFigures> taken = Optional.ofNullable(figures.get(interval));
    measured.add(
        new MeasuredInterval(
            interval,
            taken.map(ClearingFigures::rounds).orElse(0),
            taken.map(ClearingFigures::iterations).orElse(0),
            taken.map(ClearingFigures::messages).orElse(0L),
            taken.map(ClearingFigures::bytes).orElse(0L),
            biddingSeconds,
            seconds,
            taken.map(ClearingFigures::trace).orElse(ResidualTrace.NONE),
            taken.map(ClearingFigures::regionTraces).orElse(Collections.emptySortedMap())));
  }

  /**
   * A region that found no prices says so, and a refused clearing is known; then, or after a long
   * silence, nothing is left but to let the deadline pass, which makes the interval void.
   */
  private void voidIfHopeless(long interval, long secondsWaited) {
    if (market.clearing().sealed().isSealed(interval)) {
      awaitReveals(interval, secondsWaited);
    } else {
      passBookDeadline(interval, secondsWaited);
    }
    if (givenUp.contains(interval)
        || collector.isClearingRefused(interval)
        || secondsWaited >= HOPELESS_SECONDS) {
      clock.forwardTo(schedule.clearingDeadlineMillis(interval) + 1);
    }
  }

  /**
   * Where every bus has a book and yet another aggregator's is awaited, that one had its time: the
   * books are frozen without it.
   */
  private void passBookDeadline(long interval, long secondsWaited) {
    if (collector.booksRoot(interval).isEmpty()
        && secondsWaited >= BOOK_PATIENCE_SECONDS
        && collector.busesWithBooks(interval).containsAll(market.clearing().aggregatorBuses())) {
      clock.forwardTo(schedule.bookDeadlineMillis(interval) + 1);
    }
  }

  /**
   * Reminds those who have not revealed. Books that do not come have their time, and then reveals
   * that do not: a participant tries its aggregator some times before it reveals by itself.
   */
  private void awaitReveals(long interval, long secondsWaited) {
    if (collector.booksRoot(interval).isPresent()) {
      return;
    }
    if (secondsWaited >= REVEAL_PATIENCE_SECONDS) {
      clock.forwardTo(schedule.bookDeadlineMillis(interval) + 1);
    } else if (secondsWaited >= BOOK_PATIENCE_SECONDS
        && collector.busesWithBooks(interval).containsAll(market.clearing().aggregatorBuses())) {
      long revealMillis = market.clearing().sealed().revealWindowMillis(interval);
      clock.forwardTo(schedule.bookDeadlineMillis(interval) - revealMillis + 1);
    }
    node.tickProsumers(participants, clock.getAsLong());
  }

  /** Asks why an interval is void; not every region may be there to say. */
  private void lookInto(long interval) {
    IntervalResult result = collector.result(interval).orElseThrow();
    Optional<Hash> booksRoot = collector.booksRoot(interval);
    if (!result.voided() || booksRoot.isEmpty()) {
      inquiry.forget(interval);
      return;
    }
    long startNanos = System.nanoTime();
    while (!inquiry.isComplete(interval)
        && System.nanoTime() - startNanos < TESTIMONY_PATIENCE.toNanos()) {
      wait.takeIn(20);
    }
    List<Suspicion> found =
        inquiry.inquire(interval, booksRoot.get(), result.books(), collector.speakers(interval));
    suspicions.put(interval, found);
    found.forEach(
        suspicion ->
            LOG.atWarn()
                .addKeyValue("event", "clearing-suspicion")
                .log("interval {}: {}", interval, suspicion));
  }

  private double bid(long interval) {
    long startNanos = System.nanoTime();
    node.tickProsumers(participants, clock.getAsLong());
    long lastNudgeNanos = startNanos;
    while (bids.answered(interval) < participants.size()
        && System.nanoTime() - startNanos < ANSWER_PATIENCE.toNanos()) {
      wait.takeIn(5);
      if (System.nanoTime() - lastNudgeNanos > NUDGE_MILLIS * 1_000_000) {
        lastNudgeNanos = System.nanoTime();
        node.tickProsumers(
            participants.stream().filter(id -> !bids.isAnswered(interval, id)).toList(),
            clock.getAsLong());
      }
    }
    return secondsSince(startNanos);
  }

  private void settle(long interval) {
    if (collector.isSettled(interval)) {
      return;
    }
    clock.forwardTo(schedule.deliveryMillis(interval + 1) + 1_000);
    node.tickMeters(clock.getAsLong());
    wait.await(
        () -> collector.isSettled(interval),
        "interval " + interval + " to be settled",
        tick -> node.tickMeters(clock.getAsLong()));
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  @Override
  public void close() {
    node.close();
  }
}
