package io.wattmesh.load.generate;

import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.SimulatedClock;
import io.wattmesh.cluster.node.WholeMarketNode;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.fleet.TimingWheel;
import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.CpuProfile;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.workload.ArrivalSchedule;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A run: the market and the fleet in this process, gates by the wall clock, until every interval is
 * settled, its time is over, or somebody interrupts it. What it saw is told either way.
 *
 * <pre>
 *   window of interval k:  gate(k-1) ──────────────── gate(k) ─► books, clearing, commit
 *                          devices send their bids              │
 *                          of the next window: the same ────────┘   delivery, readings, settlement
 * </pre>
 */
public final class LoadRun {
  /** The folder within the run's in which the market keeps its state. */
  public static final String STATE = "state";

  /** From everything being ready to the first window. */
  private static final long LEAD_IN_MILLIS = 1_500;

  private static final long TICK_MILLIS = 20;
  private static final long TICKS_PER_REMINDER = 50;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long PATIENCE_MICROS = 30 * MICROS_PER_SECOND;

  private final Workload workload;
  private final Path folder;
  private final Consumer<Second> everySecond;
  private final Consumer<String> progress;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
  private final OpenIntervals intervals = new OpenIntervals();
  private final LatencyRecorders recorders = new LatencyRecorders();
  private final Flow flow = new Flow();
  private final List<IntervalFigures> done = new ArrayList<>();
  private volatile boolean interrupted;
  private long lastOpen = -1;
  private long lastClosed;
  private long lastDelivered;
  private volatile FleetMarket market;
  private volatile OtherParticipants others;
  private ArrivalSchedule schedule;
  private RunClock clock;
  private volatile AnswerDesk answers;
  private volatile LedgerDesk ledger;

  /**
   * @param folder where the market keeps its state, and the histogram log goes
   * @param everySecond hears each second's line
   * @param progress hears what is done before the first second
   */
  public LoadRun(
      Workload workload, Path folder, Consumer<Second> everySecond, Consumer<String> progress) {
    this.workload = workload;
    this.folder = folder;
    this.everySecond = everySecond;
    this.progress = progress;
  }

  /** Ends the run soon; what it has seen so far is its outcome. */
  public void interrupt() {
    interrupted = true;
    stop.countDown();
  }

  public boolean isInterrupted() {
    return interrupted;
  }

  /** Runs all of it. */
  public LoadOutcome run() throws IOException {
    long beganNanos = System.nanoTime();
    double loadBefore = Machine.loadAverage();
    progress.accept("measuring what signatures cost here ...");
    SignatureCost signatures = SignatureCost.measure();
    long heapBefore = Machine.liveHeapBytes();
    progress.accept("making a market of %,d devices ...".formatted(workload.devices()));
    market = FleetMarket.of(workload);
    schedule = new ArrivalSchedule(workload);
    var marketClock =
        new SimulatedClock(
            RunClock.firstOpenMillis(market.schedule()) - TimeUnit.HOURS.toMillis(1));
    progress.accept("starting it ...");
    try (WholeMarketNode node = start(marketClock)) {
      prepare(0);
      marketClock.forwardTo(RunClock.firstOpenMillis(market.schedule()) - LEAD_IN_MILLIS);
      clock = new RunClock(market.schedule(), marketClock);
      ledger = new LedgerDesk(market.fleet(), clock, intervals, recorders);
      BiConsumer<Integer, ToMeter.Delivered> meters =
          (bus, delivered) -> EntityKeys.meter(node.sharding(), bus).tell(delivered);
      answers = new AnswerDesk(market, clock, intervals, recorders, flow, meters);
      others = new OtherParticipants(market, (bus, bid) -> send(node, bus, bid), meters);
      double startSeconds = (System.nanoTime() - beganNanos) / 1e9;
      return drive(node, marketClock, signatures, heapBefore, startSeconds, loadBefore);
    }
  }

  private WholeMarketNode start(SimulatedClock marketClock) {
    AggregatorStarter aggregators =
        (seat, post) -> AggregatorActor.create(post.answering(this::onTold));
    return WholeMarketNode.start(
        market.market(),
        folder.resolve(STATE),
        marketClock,
        RegionStarter.HONEST,
        aggregators,
        new WholeMarketNode.Listeners(
            block -> {
              if (ledger != null) {
                ledger.onBlock(block);
              }
            },
            transaction -> {},
            trouble::add,
            (participant, interval, acknowledged) -> {},
            new ClearingRegionActor.Observers(
                taken -> ledger.onHandedIn(taken.interval()),
                givenUp ->
                    trouble.add(
                        "a region gave up interval %d: %s"
                            .formatted(givenUp.interval(), givenUp.reason())),
                abandoned -> {})));
  }

  private void onTold(MarketShards shards, ParticipantId participant, ToProsumer message) {
    OptionalInt device = market.fleet().index(participant);
    if (device.isPresent()) {
      answers.onTold(device.getAsInt(), message);
    } else {
      others.onTold(participant, message);
    }
  }

  private LoadOutcome drive(
      WholeMarketNode node,
      SimulatedClock marketClock,
      SignatureCost signatures,
      long heapBefore,
      double startSeconds,
      double loadBefore)
      throws IOException {
    long startMillis = System.currentTimeMillis() - clock.nowMicros() / 1_000;
    List<Bidder> bidders = bidders(node);
    bidders.forEach(bidder -> bidder.prepare(intervals.of(0)));
    long profiledFromMicros = clock.openMicros(workload.warmUpIntervals());
    Machine.Collections collectionsBefore = Machine.collections();
    try (CpuProfile profile = CpuProfile.start();
        HistogramLog log = HistogramLog.create(folder.resolve("latencies.hlog"), startMillis)) {
      var seconds = new SecondsLog(clock, intervals, flow, recorders, log, startMillis);
      boolean profiled = false;
      for (long tick = 0; !isOver(); tick++) {
        remind(node, marketClock.getAsLong(), tick);
        prepareNext(bidders);
        if (!profiled && clock.nowMicros() >= profiledFromMicros) {
          profiled = true;
          profile.reset();
          collectionsBefore = Machine.collections();
        }
        closeSettled();
        while (clock.nowMicros() >= (seconds.seconds().size() + 1) * MICROS_PER_SECOND) {
          everySecond.accept(seconds.close());
        }
        pause();
      }
      bidders.forEach(Bidder::close);
      var cpuNanos = profile.nanosByStage();
      double wallSeconds = Math.max(0, clock.nowMicros() - profiledFromMicros) / 1e6;
      everySecond.accept(seconds.close());
      int mostOpen = intervals.mostOpen();
      intervals.all().forEach(bids -> done.add(IntervalFigures.of(bids, clock)));
      long alive = Math.max(0, Machine.liveHeapBytes() - heapBefore);
      ledger.close();
      return new LoadOutcome(
          workload,
          market.market().genesis().chainId().hex(),
          interrupted,
          startMillis,
          seconds.latencies(),
          counts(),
          done,
          seconds.seconds(),
          cpuNanos,
          wallSeconds,
          startSeconds,
          signatures,
          DeviceFleet.bytesPerDevice()
              + TimingWheel.bytesPerDevice()
              + mostOpen * IntervalBids.bytesPerDevice(),
          alive / workload.devices(),
          Machine.collections().since(collectionsBefore),
          loadBefore,
          Machine.loadAverage(),
          notes());
    }
  }

  /** What an interrupted run left without an outcome is not lost; it is in no count. */
  private Counts counts() {
    return done.stream()
        .filter(figures -> figures.measured() && !(interrupted && figures.isUnfinished()))
        .map(IntervalFigures::counts)
        .reduce(Counts.NONE, Counts::plus);
  }

  private List<String> notes() {
    var notes = new ArrayList<String>(trouble);
    ledger.refusedClearings().forEach(refused -> notes.add("clearing refused: " + refused));
    return notes;
  }

  private List<Bidder> bidders(WholeMarketNode node) {
    int workers = Math.min(workload.workers(), workload.devices());
    var bidders = new ArrayList<Bidder>(workers);
    for (int worker = 0; worker < workers; worker++) {
      bidders.add(
          new Bidder(
              market,
              workload,
              (int) ((long) workload.devices() * worker / workers),
              (int) ((long) workload.devices() * (worker + 1) / workers),
              clock,
              recorders,
              flow,
              (bid, device) -> send(node, market.fleet().bus(device), bid)));
    }
    return bidders;
  }

  private static void send(WholeMarketNode node, int bus, byte[] bid) {
    EntityKeys.aggregator(node.sharding(), new AggregatorSeat(bus, 0))
        .tell(new ToAggregator.SubmitBid(bid));
  }

  private IntervalBids prepare(long interval) {
    var bids =
        new IntervalBids(
            interval, interval >= workload.warmUpIntervals(), workload.devices(), schedule);
    intervals.add(bids);
    return bids;
  }

  /** The next window's schedule is there before the window opens. */
  private void prepareNext(List<Bidder> bidders) {
    long following = clock.openInterval() + 1;
    if (following > 0
        && following < workload.allIntervals()
        && intervals.of(following) == null
        && clock.nowMicros() > clock.openMicros(following) - clock.windowMicros() / 2) {
      IntervalBids bids = prepare(following);
      bidders.forEach(bidder -> bidder.prepare(bids));
    }
  }

  /**
   * Time has come to a point: what roles of a cluster learn from its wakers. Aggregators and meters
   * hear it when a gate closes and when a delivery ends, and repeat by themselves what has no
   * answer; to tell them more often would only make them repeat it more often.
   */
  private void remind(WholeMarketNode node, long nowMillis, long tick) {
    long closed = market.schedule().lastClosedInterval(nowMillis);
    if (tick == 0 || closed != lastClosed) {
      lastClosed = closed;
      node.tickAggregators(nowMillis);
    }
    long delivered =
        Math.floorDiv(
            nowMillis - market.schedule().startMillis(), workload.intervalSeconds() * 1_000L);
    if (tick == 0 || delivered != lastDelivered) {
      lastDelivered = delivered;
      node.tickMeters(nowMillis);
    }
    long open = clock.openInterval();
    if ((tick % TICKS_PER_REMINDER == 0 || open != lastOpen)
        && open >= 0
        && open < workload.allIntervals()) {
      others.bid(open);
    }
    lastOpen = open;
  }

  private void closeSettled() {
    for (IntervalBids bids : intervals.all()) {
      if (bids.isSettled()) {
        done.add(IntervalFigures.of(bids, clock));
        intervals.remove(bids.interval());
      }
    }
  }

  private boolean isOver() {
    long last = workload.allIntervals() - 1L;
    boolean late =
        clock.nowMicros()
            > clock.deliveryEndMicros(last)
                + workload.readingSeconds() * MICROS_PER_SECOND
                + PATIENCE_MICROS;
    if (late) {
      trouble.add("not every interval was settled in time");
    }
    return interrupted || late || done.size() == workload.allIntervals();
  }

  private void pause() {
    try {
      if (stop.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        interrupted = true;
      }
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
