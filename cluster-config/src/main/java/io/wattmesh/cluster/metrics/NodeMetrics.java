package io.wattmesh.cluster.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.market.clearing.ClearingFigures;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node's figures, stage by stage of an interval. What the ledger tells is counted where its news
 * is heard, so of a cluster's nodes that hear it each shows the same; bids, clearings and
 * validators are those of this node. Called on any thread.
 *
 * <p>What the ledger told before this node joined is history: only blocks that are younger than a
 * minute count as delays, all count as events.
 */
public final class NodeMetrics implements AutoCloseable {
  private static final long FRESH_MILLIS = 60_000;

  /** The boundaries of delays, s: from a commit to a late settlement. */
  private static final Duration[] DELAYS = {
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60),
    Duration.ofSeconds(300)
  };

  private final PrometheusMeterRegistry registry;
  private final Tags market;
  private final JvmGcMetrics garbageCollector = new JvmGcMetrics();
  private final Map<ParticipantId, ReplicaStatus> validators = new ConcurrentHashMap<>();
  private final Map<OutcomeCode, Counter> transactions = new ConcurrentHashMap<>();
  private final AtomicLong height = new AtomicLong();
  private final AtomicLong lateBooks = new AtomicLong();
  private final Counter acknowledgedBids;
  private final Counter refusedBids;
  private final Counter blocks;
  private final Timer blockDelay;
  private final Timer booksDelay;
  private final Timer clearedDelay;
  private final Timer settledDelay;
  private final DistributionSummary rounds;
  private final DistributionSummary messages;
  private final DistributionSummary bytes;
  private final MarketSchedule schedule;

  /**
   * @param schedule when what happens, by the clock that the blocks have
   */
  public NodeMetrics(MarketSchedule schedule) {
    this(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Tags.empty(), schedule);
    bindJvm();
  }

  /**
   * @param market its name within the cluster, by which its figures are labelled; empty for the
   *     only one, whose figures are not
   */
  public static NodeMetrics of(MarketSchedule schedule, String market) {
    var first =
        new NodeMetrics(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), labels(market), schedule);
    first.bindJvm();
    return first;
  }

  /** Another market's on the same node: all are scraped together. */
  public NodeMetrics beside(MarketSchedule other, String name) {
    return new NodeMetrics(registry, labels(name), other);
  }

  private static Tags labels(String market) {
    return market.isEmpty() ? Tags.empty() : Tags.of("market", market);
  }

  private NodeMetrics(PrometheusMeterRegistry registry, Tags market, MarketSchedule schedule) {
    this.registry = registry;
    this.market = market;
    this.schedule = schedule;
    this.acknowledgedBids = bids("acknowledged");
    this.refusedBids = bids("refused");
    this.blocks =
        Counter.builder("wattmesh.blocks")
            .description("Committed blocks that were told to this node.")
            .tags(market)
            .register(registry);
    this.blockDelay = delay("block", "a block's proposal to its being told here");
    this.booksDelay = delay("books", "gate closure to all bid books being frozen");
    this.clearedDelay = delay("clearing", "gate closure to a committed, certified clearing");
    this.settledDelay = delay("settlement", "the end of delivery to its settlement");
    this.rounds = summary("rounds", "ADMM rounds of a clearing");
    this.messages = summary("messages", "Messages between regions for a clearing");
    this.bytes = summary("bytes", "Payload of a clearing's messages between regions, bytes");
    Gauge.builder("wattmesh.books.late", lateBooks, AtomicLong::get)
        .description(
            "Books of this node's aggregators that are not committed though half of the time for"
                + " them is over.")
        .tags(market)
        .register(registry);
    Gauge.builder("wattmesh.ledger.height", height, AtomicLong::get)
        .description("Height of the last committed block that was told to this node.")
        .tags(market)
        .register(registry);
  }

  private void bindJvm() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    garbageCollector.bindTo(registry);
  }

  private Counter bids(String answer) {
    return Counter.builder("wattmesh.bids")
        .description("Answers that this node's participants got to their bids.")
        .tag("answer", answer)
        .tags(market)
        .register(registry);
  }

  private Timer delay(String stage, String between) {
    return Timer.builder("wattmesh.stage")
        .description("Time from one point of an interval to another: " + between + ".")
        .tag("stage", stage)
        .tags(market)
        .serviceLevelObjectives(DELAYS)
        .register(registry);
  }

  private DistributionSummary summary(String name, String description) {
    return DistributionSummary.builder("wattmesh.clearing." + name)
        .description(description + ", as this node's root region saw it.")
        .tags(market)
        .register(registry);
  }

  /** Other parts of the node measure here, too. */
  public MeterRegistry registry() {
    return registry;
  }

  public void onLateBooks(int books) {
    lateBooks.set(books);
  }

  public void onAnswer(boolean acknowledged) {
    (acknowledged ? acknowledgedBids : refusedBids).increment();
  }

  public void onClearing(ClearingFigures figures) {
    rounds.record(figures.rounds());
    messages.record((double) figures.messages());
    bytes.record((double) figures.bytes());
  }

  /**
   * @param nowMillis when the block was told, by the market's clock
   */
  public void onBlock(CommittedBlock block, long nowMillis) {
    blocks.increment();
    height.accumulateAndGet(block.header().height(), Math::max);
    boolean fresh = nowMillis - block.header().timestampMillis() < FRESH_MILLIS;
    if (fresh) {
      record(blockDelay, nowMillis - block.header().timestampMillis());
    }
    block.outcomes().forEach(outcome -> transactions(outcome.code()).increment());
    block.events().forEach(event -> onEvent(event, nowMillis, fresh));
  }

  private void onEvent(LedgerEvent event, long nowMillis, boolean fresh) {
    switch (event) {
      case LedgerEvent.BooksFrozen frozen -> {
        intervals("frozen").increment();
        delayed(booksDelay, nowMillis - schedule.gateClosureMillis(frozen.interval()), fresh);
      }
      case LedgerEvent.IntervalCleared cleared -> {
        intervals("cleared").increment();
        delayed(clearedDelay, nowMillis - schedule.gateClosureMillis(cleared.interval()), fresh);
      }
      case LedgerEvent.IntervalSettled settled -> {
        intervals("settled").increment();
        delayed(settledDelay, nowMillis - schedule.deliveryMillis(settled.interval() + 1), fresh);
      }
      case LedgerEvent.IntervalVoided voided -> intervals("void").increment();
      case LedgerEvent.ClearingRefused refused -> intervals("clearing-refused").increment();
      case LedgerEvent.OmissionProven omission -> intervals("omission-proven").increment();
      case LedgerEvent.SealsForfeited forfeited -> intervals("seals-forfeited").increment();
      case LedgerEvent.BookCommitted committed -> {}
      case LedgerEvent.BooksClosed closed -> {}
      case LedgerEvent.BidsRevealed revealed -> {}
      case LedgerEvent.SealingChanged changed -> {}
      case LedgerEvent.NetworkNoticed noticed -> {}
      case LedgerEvent.SettlementNoted noted -> {}
    }
  }

  private static void delayed(Timer timer, long millis, boolean fresh) {
    if (fresh) {
      record(timer, millis);
    }
  }

  private static void record(Timer timer, long millis) {
    timer.record(Duration.ofMillis(Math.max(0, millis)));
  }

  /** By what came of them: as many values as there are codes, each looked up once. */
  private Counter transactions(OutcomeCode outcome) {
    return transactions.computeIfAbsent(
        outcome,
        code ->
            Counter.builder("wattmesh.transactions")
                .description("Transactions in committed blocks, by what came of them.")
                .tag("outcome", code.name())
                .tags(market)
                .register(registry));
  }

  private Counter intervals(String event) {
    return Counter.builder("wattmesh.intervals")
        .description("What became of intervals.")
        .tag("event", event)
        .tags(market)
        .register(registry);
  }

  /** Where a validator that runs here stands. */
  public void onStatus(ParticipantId validator, ReplicaStatus status) {
    if (validators.put(validator, status) == null) {
      validatorGauge("round", "The round that it is in.", validator, ReplicaStatus::round);
      validatorGauge(
          "height", "Its last committed height.", validator, ReplicaStatus::committedHeight);
      validatorGauge(
          "failed.round",
          "The last round that ended without a certified block.",
          validator,
          known -> known.lastFailed().map(ReplicaStatus.FailedRound::round).orElse(0L));
      validatorGauge(
          "halted", "1 if it has stopped for good.", validator, known -> known.halted() ? 1 : 0);
      validatorGauge(
          "refusals",
          "What it refused since its start.",
          validator,
          known -> known.refusals().values().stream().mapToLong(Long::longValue).sum());
    }
  }

  /** A validator runs here no more: its figures are another node's. */
  public void onGone(ParticipantId validator) {
    if (validators.remove(validator) != null) {
      registry.getMeters().stream()
          .filter(meter -> meter.getId().getName().startsWith("wattmesh.validator."))
          .filter(meter -> validator.value().equals(meter.getId().getTag("validator")))
          .filter(meter -> market.stream().allMatch(meter.getId().getTags()::contains))
          .toList()
          .forEach(registry::remove);
    }
  }

  private interface Figure {
    long of(ReplicaStatus status);
  }

  private void validatorGauge(
      String name, String description, ParticipantId validator, Figure figure) {
    Gauge.builder(
            "wattmesh.validator." + name,
            validators,
            all -> Optional.ofNullable(all.get(validator)).map(figure::of).orElse(0L))
        .description(description)
        .tag("validator", validator.value())
        .tags(market)
        .register(registry);
  }

  /** All figures in Prometheus's text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollector.close();
    registry.close();
  }
}
