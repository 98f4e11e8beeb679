package io.wattmesh.load.generate;

import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.fleet.TimingWheel;
import io.wattmesh.load.measure.Counts;
import io.wattmesh.load.measure.CpuProfile;
import io.wattmesh.load.measure.DiskWatch;
import io.wattmesh.load.measure.HistogramLog;
import io.wattmesh.load.measure.LatencyRecorders;
import io.wattmesh.load.measure.Machine;
import io.wattmesh.load.measure.Second;
import io.wattmesh.load.measure.SignatureCost;
import io.wattmesh.load.workload.ArrivalSchedule;
import io.wattmesh.load.workload.Part;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A run: a fleet, or a part of one, bids in a market, gates by the wall clock, until every interval
 * is settled, its time is over, or somebody interrupts it. What it saw is told either way.
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

  private static final long TICK_MILLIS = 20;
  private static final long TICKS_PER_REMINDER = 50;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long PATIENCE_MICROS = 30 * MICROS_PER_SECOND;

  private final Workload workload;
  private final Part part;
  private final MarketDoor door;
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
  private long lastOpen = Long.MIN_VALUE;
  private long lastPrepared;
  private volatile FleetMarket market;
  private volatile OtherParticipants others;
  private ArrivalSchedule schedule;
  private RunClock clock;
  private volatile AnswerDesk answers;
  private volatile LedgerDesk ledger;
  private DeliveryDesk deliveries;

  private LoadRun(
      Workload workload,
      Part part,
      MarketDoor door,
      Path folder,
      Consumer<Second> everySecond,
      Consumer<String> progress) {
    this.workload = workload;
    this.part = part;
    this.door = door;
    this.folder = folder;
    this.everySecond = everySecond;
    this.progress = progress;
  }

  /**
   * A market of its own, in this process.
   *
   * @param folder where the market keeps its state, and the histogram log goes
   * @param everySecond hears each second's line
   * @param progress hears what is done before the first second
   */
  public static LoadRun inOneProcess(
      Workload workload, Path folder, Consumer<Second> everySecond, Consumer<String> progress) {
    return new LoadRun(
        workload,
        Part.WHOLE,
        new OwnMarket(folder.resolve(STATE), workload.snapshots()),
        folder,
        everySecond,
        progress);
  }

  /**
   * A cluster's market, of which this process becomes a member that carries nothing.
   *
   * @param part whose devices bid from here
   * @param node where this member is, and which cluster it joins
   * @param first with which of the cluster's intervals it begins
   * @param folder where the histogram log goes
   * @param everySecond hears each second's line
   * @param progress hears what is done before the first second
   */
  public static LoadRun againstCluster(
      Workload workload,
      Part part,
      Settings settings,
      NodeSettings node,
      FirstInterval first,
      Path folder,
      Consumer<Second> everySecond,
      Consumer<String> progress) {
    return new LoadRun(
        workload,
        part,
        new ClusterMarket(settings, node, part, first),
        folder,
        everySecond,
        progress);
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
  public LoadOutcome run() throws IOException, InterruptedException {
    long beganNanos = System.nanoTime();
    double loadBefore = Machine.loadAverage();
    progress.accept("measuring what signatures cost here ...");
    SignatureCost signatures = SignatureCost.measure();
    long heapBefore = Machine.liveHeapBytes();
    progress.accept("making a market of %,d devices ...".formatted(workload.devices()));
    market = FleetMarket.of(workload);
    schedule = new ArrivalSchedule(workload, part);
    progress.accept(
        door.place().sameProcess() ? "starting it ..." : "joining the cluster that carries it ...");
    try (MarketDoor.Reached reached = door.open(market, new Hearing())) {
      clock = new RunClock(market.schedule(), reached.clock(), reached.firstInterval());
      prepare(clock.firstInterval());
      answers = new AnswerDesk(market, clock, intervals, recorders, flow, reached::deliver);
      others = new OtherParticipants(market, reached::bid, reached::deliver);
      deliveries = new DeliveryDesk(market.market(), clock, toldByLedger(), this::onTold);
      ledger =
          new LedgerDesk(market.fleet(), part, clock, intervals, recorders, deliveries::onEvent);
      double startSeconds = (System.nanoTime() - beganNanos) / 1e9;
      return drive(reached, signatures, heapBefore, startSeconds, loadBefore);
    }
  }

  /** Who learns awards from the ledger alone. */
  private List<ParticipantId> toldByLedger() {
    if (door.tellsAwards()) {
      return List.of();
    }
    var told = new ArrayList<ParticipantId>();
    IntStream.range(0, workload.devices())
        .filter(part::has)
        .forEach(device -> told.add(market.fleet().id(device)));
    if (part.isFirst()) {
      market.market().plan().participants().forEach(plan -> told.add(plan.id()));
    }
    return told;
  }

  /** What comes before the first window is of no interval. */
  private final class Hearing implements MarketDoor.Ears {
    @Override
    public void onBlock(CommittedBlock block) {
      if (ledger != null) {
        ledger.onBlock(block);
      }
    }

    @Override
    public void onHandedIn(long interval) {
      ledger.onHandedIn(interval);
    }

    @Override
    public void onTold(ParticipantId participant, ToProsumer message) {
      if (answers != null) {
        LoadRun.this.onTold(participant, message);
      }
    }

    @Override
    public void onTrouble(String what) {
      trouble.add(what);
    }
  }

  private void onTold(ParticipantId participant, ToProsumer message) {
    OptionalInt device = market.fleet().index(participant);
    if (device.isPresent()) {
      answers.onTold(device.getAsInt(), message);
    } else {
      others.onTold(participant, message);
    }
  }

  private LoadOutcome drive(
      MarketDoor.Reached reached,
      SignatureCost signatures,
      long heapBefore,
      double startSeconds,
      double loadBefore)
      throws IOException {
    long startMillis = System.currentTimeMillis() - clock.nowMicros() / 1_000;
    List<Bidder> bidders = bidders(reached);
    bidders.forEach(bidder -> bidder.prepare(intervals.of(clock.firstInterval())));
    long profiledFromMicros = clock.openMicros(clock.firstInterval() + workload.warmUpIntervals());
    Machine.Collections collectionsBefore = Machine.collections();
    var disk = new DiskWatch(folder.resolve(STATE));
    try (CpuProfile profile = CpuProfile.start();
        HistogramLog log = HistogramLog.create(folder.resolve("latencies.hlog"), startMillis);
        var seconds = new SecondsLog(clock, intervals, flow, recorders, log, disk, startMillis)) {
      boolean profiled = false;
      for (long tick = 0; !isOver(reached); tick++) {
        remind(reached, tick);
        prepareNext(bidders);
        if (!profiled && clock.nowMicros() >= profiledFromMicros) {
          profiled = true;
          profile.reset();
          collectionsBefore = Machine.collections();
        }
        closeSettled();
        while (clock.nowMicros() >= (seconds.seconds().size() + 1) * MICROS_PER_SECOND) {
          everySecond.accept(seconds.next());
        }
        pause();
      }
      bidders.forEach(Bidder::close);
      var cpuNanos = profile.nanosByStage();
      double wallSeconds = Math.max(0, clock.nowMicros() - profiledFromMicros) / 1e6;
      everySecond.accept(seconds.next());
      int mostOpen = intervals.mostOpen();
      intervals.all().forEach(bids -> done.add(IntervalFigures.of(bids, clock)));
      long alive = Math.max(0, Machine.liveHeapBytes() - heapBefore);
      ledger.close();
      return new LoadOutcome(
          workload,
          door.place(),
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
          alive / Math.max(1, part.share(workload.devices())),
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

  private List<Bidder> bidders(MarketDoor.Reached reached) {
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
              (bid, device) -> reached.bid(market.fleet().bus(device), bid)));
    }
    return bidders;
  }

  private IntervalBids prepare(long interval) {
    var bids =
        new IntervalBids(
            interval,
            interval - clock.firstInterval() >= workload.warmUpIntervals(),
            workload.devices(),
            offsets -> schedule.fill(interval - clock.firstInterval(), offsets));
    intervals.add(bids);
    lastPrepared = interval;
    return bids;
  }

  /**
   * The next window's schedule is there before the window opens. If this thread comes late, that of
   * a window that is open or over still counts as meant.
   */
  private void prepareNext(List<Bidder> bidders) {
    while (lastPrepared < lastInterval()
        && clock.nowMicros() > clock.openMicros(lastPrepared + 1) - clock.windowMicros() / 2) {
      IntervalBids bids = prepare(lastPrepared + 1);
      bidders.forEach(bidder -> bidder.prepare(bids));
    }
  }

  private void remind(MarketDoor.Reached reached, long tick) {
    reached.remind();
    deliveries.remind();
    long open = clock.openInterval();
    if (part.isFirst()
        && (tick % TICKS_PER_REMINDER == 0 || open != lastOpen)
        && open >= clock.firstInterval()
        && open <= lastInterval()) {
      others.bid(open);
    }
    lastOpen = open;
  }

  private long lastInterval() {
    return clock.firstInterval() + workload.allIntervals() - 1;
  }

  private void closeSettled() {
    for (IntervalBids bids : intervals.all()) {
      if (bids.isSettled()) {
        done.add(IntervalFigures.of(bids, clock));
        intervals.remove(bids.interval());
      }
    }
  }

  private boolean isOver(MarketDoor.Reached reached) {
    boolean late =
        clock.nowMicros()
            > clock.deliveryEndMicros(lastInterval())
                + workload.readingSeconds() * MICROS_PER_SECOND
                + PATIENCE_MICROS;
    if (late) {
      trouble.add("not every interval was settled in time");
    }
    boolean gone = reached.isGone();
    if (gone) {
      trouble.add(
          "the cluster has taken this generator down: what it saw ends before the run does");
    }
    return interrupted || late || gone || done.size() == workload.allIntervals();
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
