package io.wattmesh.cluster.member;

import io.wattmesh.cluster.gateway.HttpGateway;
import io.wattmesh.cluster.health.NodeHealth;
import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.cluster.metrics.StoreTimers;
import io.wattmesh.cluster.node.StatusBoard;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.ServerTls;
import io.wattmesh.cluster.settings.StoreKind;
import io.wattmesh.cluster.tls.RenewedTls;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node says about itself and the market: its log, its status file, its health, its figures,
 * and outcomes for who asks at its gateway. Called on any thread.
 */
final class NodeReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private final LongSupplier clock;
  private final boolean tellsIntervals;
  private final StoreKind storeKind;
  private final StatusBoard board;
  private final NodeHealth health;
  private final NodeMetrics metrics;
  private final IntervalLog intervals = new IntervalLog();
  private final Optional<HttpGateway> door;
  private final String market;
  private long lastLateInterval = Long.MIN_VALUE;

  /**
   * @param clock the market's time
   * @param door hears outcomes, where it will open
   */
  NodeReports(
      ActorSystem<?> system,
      HostedMarket hosted,
      NodeMetrics metrics,
      LongSupplier clock,
      Optional<HttpGateway> door) {
    NodeSettings settings = hosted.settings();
    this.market = hosted.name();
    this.clock = clock;
    this.door = door;
    this.storeKind = settings.store().kind();
    this.tellsIntervals = settings.node().roles().contains(NodeRole.GATEWAY);
    this.board =
        new StatusBoard(
            settings.node().dataFolder().resolve("status.json"),
            hosted.market().genesis().chainId(),
            System::currentTimeMillis);
    this.health = NodeHealth.get(system);
    this.metrics = metrics;
  }

  void start() {
    health.start(metrics);
  }

  void onCaughtUp() {
    LOG.atInfo().addKeyValue("event", "caught-up").log("the ledger is here; roles begin");
    health.catchUp();
  }

  void onDraining() {
    LOG.atInfo().addKeyValue("event", "draining").log("no bids are taken; roles are handed over");
    health.drain();
  }

  void onBooksCommitted(int books) {
    LOG.atInfo()
        .addKeyValue("event", "interval-finished")
        .log("{} books that were owed are committed", books);
  }

  void onStatus(ParticipantId validator, ReplicaStatus status) {
    board.publish(validator, status);
    metrics.onStatus(validator, status);
    health.onStatus(known(validator), status);
  }

  /** A validator runs here no more: what was known of it is no figure of this node's. */
  void onGone(ParticipantId validator) {
    board.remove(validator);
    metrics.onGone(validator);
    health.onGone(known(validator));
  }

  /**
   * Bids that were acknowledged are lost to their interval if their book isn't committed in time,
   * so somebody must know while there is time. Called on one thread.
   *
   * @param late none if all is well
   */
  void onLateBooks(Set<CommittedBooks.Book> late) {
    metrics.onLateBooks(late.size());
    health.onLateBooks(market, late.size());
    var intervals = new TreeMap<Long, Integer>();
    late.forEach(book -> intervals.merge(book.interval(), 1, Integer::sum));
    intervals.forEach(
        (interval, books) -> {
          if (interval > lastLateInterval) {
            lastLateInterval = interval;
            warn(
                "books-late",
                ("interval %d: %d books of this node's aggregators are not committed though half"
                        + " of the time for them is over. Bids that were acknowledged in them are"
                        + " void if they don't come in time: see whether enough validators run, and"
                        + " consider a longer market.book-window")
                    .formatted(interval, books));
          }
        });
  }

  /** By what a node with several markets tells their validators apart. */
  private String known(ParticipantId validator) {
    return HostedMarket.suffixed(validator.value(), market);
  }

  /** The same store, whose latencies are measured. */
  <S> S timed(Class<S> kind, S store) {
    return StoreTimers.timed(metrics.registry(), storeKind, kind, store);
  }

  void onHalted(ToGateway.Halted halted) {
    health.onHalted(known(halted.validator()));
    warn(
        "validator-halted",
        "validator %s has stopped: %s".formatted(halted.validator(), halted.reason()));
  }

  void onCommitted(CommittedBlock block) {
    metrics.onBlock(block, clock.getAsLong());
    door.ifPresent(open -> open.onBlock(block));
    if (tellsIntervals) {
      intervals
          .onBlock(block)
          .forEach(
              line ->
                  LOG.atInfo()
                      .addKeyValue("event", "interval")
                      .log(market.isEmpty() ? line : market + ": " + line));
    }
  }

  boolean isDraining() {
    return health.isDraining();
  }

  /** Counts what participants are answered before it is passed on. */
  ProsumerActor.AnswerListener counted(ProsumerActor.AnswerListener next) {
    return new CountedAnswers(next, metrics);
  }

  ClearingRegionActor.Observers clearings() {
    return new ClearingRegionActor.Observers(
        metrics::onClearing,
        giveUp ->
            warn(
                "clearing-given-up",
                "interval %d: %s".formatted(giveUp.interval(), giveUp.reason())),
        abandoned -> {});
  }

  /** A server's files, whose troubles are told. */
  static RenewedTls renewed(ServerTls tls) {
    return RenewedTls.of(
        tls.files(), tls.serverName(), tls.reload(), line -> warn("tls-not-renewed", line));
  }

  static void warn(String event, String line) {
    LOG.atWarn().addKeyValue("event", event).log(line);
  }

  @Override
  public void close() {
    board.close();
    metrics.close();
  }
}
