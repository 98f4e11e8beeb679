package io.wattmesh.cluster.member;

import io.wattmesh.cluster.gateway.HttpGateway;
import io.wattmesh.cluster.health.NodeHealth;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.LedgerPort;
import io.wattmesh.cluster.node.MarketRoles;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.ValidatorRole;
import io.wattmesh.cluster.settings.FormationMethod;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.actor.FollowingGatewayActor;
import io.wattmesh.ledger.replication.actor.GatewayActor;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.market.aggregation.actor.AggregatorActor;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the cluster, with the roles that its settings name:
 *
 * <pre>
 *   joins ──► validators run, gateway follows the ledger ──► caught up: the other roles run, wakers
 *   SIGTERM ──► drains ({@link NodeDrain}) ──► process ends
 * </pre>
 *
 * <p>The market's roles begin when the node knows all that the ledger has, so that none acts by an
 * old state.
 */
public final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private enum Command {
    CAUGHT_UP,
    LOOK_FOR_LATE_BOOKS,
    STOP_WAKING
  }

  private final ActorContext<Command> actor;
  private final NodeSettings settings;
  private final ScenarioMarket market;
  private final MarketShards shards;
  private final NodeStores stores;
  private final AcknowledgementFile acknowledgements;
  private final LongSupplier clock;
  private final NodeWakers wakers;
  private final Optional<HttpGateway> door;
  private final NodeReports reports;
  private final ActorRef<NewsActor.Command> news;
  private final MemberPlacement placement;

  /** Validators are placed before there is somebody to follow them. */
  private final CompletableFuture<ActorRef<ToGateway>> placedGateway = new CompletableFuture<>();

  private final ActorRef<ToGateway> gateway;

  private ClusterNode(ActorContext<Command> actor, HostedMarket hosted, Opened opened) {
    this.actor = actor;
    this.settings = hosted.settings();
    this.market = hosted.market();
    this.stores = opened.stores();
    this.acknowledgements = opened.acknowledgements();
    this.shards = MarketShards.of(ClusterSharding.get(actor.getSystem()), hosted.name());
    this.clock =
        MarketClock.of(
            MovedClock.wall(), market.genesis().parameters().schedule(), settings.market().start());
    this.door = opened.door();
    this.reports = new NodeReports(actor.getSystem(), hosted, opened.metrics(), clock, door);
    this.wakers = new NodeWakers(actor, settings, market, shards, clock);
    this.news = actor.spawn(NewsActor.create(market), "news");
    this.placement =
        new MemberPlacement(
            news,
            reports::isDraining,
            settings
                .keys()
                .publicList()
                .map(list -> new KeyHolders(actor.getSystem(), shards.market())),
            settings.market().outsideParticipants(),
            reports::onGone,
            shards.market());
    ValidatorRole.start(shards.sharding(), shards.market(), placement, this::post);
    this.gateway =
        actor.spawn(
            FollowingGatewayActor.create(
                shards.market(),
                market.genesis(),
                new FollowingGatewayActor.Listener(
                    new GatewayActor.Listener(this::onCommitted, reports::onHalted),
                    () -> actor.getSelf().tell(Command.CAUGHT_UP))),
            "gateway");
    placedGateway.complete(gateway);
    // A node that hears no news any more must not go on.
    actor.watch(news);
    actor.watch(gateway);
  }

  /** What a market on this node has open before its actors run. */
  private record Opened(
      NodeStores stores,
      AcknowledgementFile acknowledgements,
      Optional<HttpGateway> door,
      NodeMetrics metrics) {
    private static Opened of(HostedMarket hosted, Optional<NodeMetrics> beside) throws IOException {
      NodeSettings settings = hosted.settings();
      NodeStores stores = NodeStores.of(settings.store(), hosted.market().genesis().chainId());
      if (settings.node().roles().contains(NodeRole.AGGREGATOR)) {
        stores.requireReachable();
      }
      MarketSchedule schedule = hosted.market().genesis().parameters().schedule();
      return new Opened(
          stores,
          AcknowledgementFile.open(settings.node().dataFolder(), Instant::now),
          door(settings),
          beside
              .map(first -> first.beside(schedule, hosted.name()))
              .orElseGet(() -> NodeMetrics.of(schedule, hosted.name())));
    }

    private static Optional<HttpGateway> door(NodeSettings settings) {
      return settings.gateway().enabled() && settings.node().roles().contains(NodeRole.GATEWAY)
          ? Optional.of(new HttpGateway(settings.gateway().tls().map(NodeReports::renewed)))
          : Optional.empty();
    }
  }

  /**
   * Starts the node; its process ends when it has left the cluster.
   *
   * @param markets what it carries, at least one; only a single one may be without a name
   * @return is done when the node has stopped
   */
  public static CompletableFuture<Done> start(Settings settings, List<HostedMarket> markets)
      throws IOException {
    return launch(settings, markets).getWhenTerminated().toCompletableFuture();
  }

  /** The same, for who has to do with the node's actors. */
  static ActorSystem<?> launch(Settings settings, List<HostedMarket> markets) throws IOException {
    NodeSettings node = markets.getFirst().settings();
    var management = ManagementServer.of(node.management());
    var opened = new ArrayList<Opened>();
    for (HostedMarket hosted : markets) {
      opened.add(Opened.of(hosted, opened.stream().map(Opened::metrics).findFirst()));
    }
    Map<String, Hash> chains =
        markets.stream()
            .collect(
                Collectors.toMap(
                    HostedMarket::name, hosted -> hosted.market().genesis().chainId()));
    ActorSystem<?> system =
        ActorSystem.create(
            markets.getFirst().name().isEmpty()
                ? carrying(markets.getFirst(), opened.getFirst())
                : guardian(markets, opened),
            PekkoConfig.SYSTEM,
            SameChain.in(
                PekkoConfig.of(
                    settings,
                    node,
                    markets.stream().flatMap(hosted -> hosted.memberRoles().stream()).toList(),
                    markets.stream().map(HostedMarket::name).toList()),
                chains));
    SameChain.tellIfNotLetIn(system, chains);
    Cluster cluster = Cluster.get(system);
    boolean bySeeds = node.cluster().formation().method() == FormationMethod.SEEDS;
    if (bySeeds && node.node().seeds().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    if (node.management().enabled()) {
      management
          .open(system)
          .exceptionally(
              failure -> {
                NodeReports.warn(
                    "management-failed", "operators cannot reach this node: " + failure);
                return null;
              });
    }
    if (!bySeeds) {
      ClusterBootstrap.get(Adapter.toClassic(system)).start();
    }
    for (HostedMarket hosted : markets) {
      LOG.atInfo()
          .addKeyValue("event", "node-started")
          .log(
              "node {} with roles {}, market {} of chain {}",
              cluster.selfMember().address(),
              node.node().roles(),
              hosted.market().plan().scenario().name(),
              hosted.market().genesis().chainId().hex());
    }
    return system;
  }

  private static Behavior<Command> carrying(HostedMarket hosted, Opened its) {
    return Behaviors.setup(actor -> new ClusterNode(actor, hosted, its).running());
  }

  /** A node that can't carry one of its markets any more must not go on with the others. */
  private static Behavior<Command> guardian(List<HostedMarket> markets, List<Opened> opened) {
    return Behaviors.setup(
        guardian -> {
          NodeHealth.get(guardian.getSystem()).expect(markets.size());
          for (int k = 0; k < markets.size(); k++) {
            HostedMarket hosted = markets.get(k);
            Opened its = opened.get(k);
            guardian.watch(
                guardian.spawn(
                    carrying(hosted, its), HostedMarket.suffixed("market", hosted.name())));
          }
          return Behaviors.empty();
        });
  }

  private Behavior<Command> running() {
    reports.start();
    NodeDrain.arrange(actor.getSystem(), settings.node().drainIntervalTimeout(), new Draining());
    wakers.wakeValidators();
    return Behaviors.withTimers(this::running);
  }

  private Behavior<Command> running(TimerScheduler<Command> timers) {
    timers.startTimerWithFixedDelay(Command.LOOK_FOR_LATE_BOOKS, LOOK_EVERY);
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case CAUGHT_UP -> onCaughtUp();
            case LOOK_FOR_LATE_BOOKS ->
                news.tell(new NewsActor.LookForLate(clock.getAsLong(), reports::onLateBooks));
            case STOP_WAKING -> wakers.stop();
          }
          return Behaviors.same();
        });
  }

  private ValidatorActor.Post post(ParticipantId name) {
    NodeSettings.Consensus consensus = settings.consensus();
    var options =
        new ReplicaOptions(
                consensus.baseTimeout().toMillis(),
                consensus.maxClockLead().toMillis(),
                Block.MAX_TRANSACTION_BYTES,
                consensus.maxPoolBytes())
            .withPaceMillis(consensus.pace().toMillis())
            .withSnapshots(SnapshotOptions.standard().withArchive(consensus.archive()));
    return new ValidatorActor.Post(
        market.genesis(),
        name,
        market.validators().keys(name),
        market.validators().names(),
        options,
        () -> reports.timed(LedgerStore.class, stores.openLedger(name)),
        settings.node().dataFolder().resolve(name + "-divergence.json"),
        status -> reports.onStatus(name, status),
        clock,
        placedGateway.join(),
        true,
        shards.market());
  }

  private void onOpened(ServerBinding bound, Throwable failure) {
    if (failure == null) {
      LOG.atInfo().addKeyValue("event", "gateway-open").log("at {}", bound.localAddress());
    } else {
      NodeReports.warn("gateway-closed", "it can't be opened: " + failure.getMessage());
    }
  }

  private void onCommitted(CommittedBlock block) {
    news.tell(new NewsActor.Committed(block));
    reports.onCommitted(block);
  }

  private void onCaughtUp() {
    reports.onCaughtUp();
    door.ifPresent(
        closed ->
            closed
                .open(
                    actor.getSystem(),
                    settings.gateway(),
                    market.genesis(),
                    gateway,
                    new OutsideBids(
                        actor.getSystem(),
                        shards,
                        settings.market().outsideParticipants(),
                        market.clearing().aggregatorsPerBus()),
                    clock)
                .whenComplete(this::onOpened));
    ActorRef<SubmitTransaction> ledger =
        actor.spawn(
            LedgerPort.create(
                gateway, handedIn -> {}, line -> NodeReports.warn("not-ordered", line)),
            "ledger-port");
    MarketRoles.start(
        shards,
        new MarketRoles.Shared(
            market,
            ledger,
            new OwnShelves(stores, bids -> reports.timed(BidStore.class, bids)),
            clock,
            reports.counted(acknowledgements),
            reports.clearings(),
            RegionStarter.HONEST,
            aggregators()),
        placement);
    wakers.wakeMarket();
  }

  /** A load test's participants are no actors: their generators hear what they are answered. */
  private AggregatorStarter aggregators() {
    return MarketMaker.workloads(settings.market())
        .map(load -> load.answers(actor.getSystem()))
        .<AggregatorStarter>map(
            answers -> (seat, post) -> AggregatorActor.create(post.answering(answers)))
        .orElse(AggregatorStarter.HONEST);
  }

  /** On threads of the shutdown. */
  private final class Draining implements NodeDrain.Drained {
    @Override
    public void begin() {
      reports.onDraining();
    }

    @Override
    public CompletableFuture<Integer> booksCommitted() {
      var finished = new CompletableFuture<Integer>();
      news.tell(new NewsActor.Finish(clock.getAsLong(), finished));
      return finished;
    }

    @Override
    public void onBooks(int committed) {
      reports.onBooksCommitted(committed);
    }

    @Override
    public void onBooksLeft() {
      NodeReports.warn(
          "interval-unfinished",
          "books are not committed within %s; whoever takes over publishes them"
              .formatted(settings.node().drainIntervalTimeout()));
    }

    @Override
    public void stopWaking() {
      actor.getSelf().tell(Command.STOP_WAKING);
    }

    @Override
    public void close() {
      reports.close();
      stores.close();
      try {
        acknowledgements.close();
      } catch (IOException e) {
        NodeReports.warn("not-closed", "the file of acknowledgements: " + e.getMessage());
      }
      LOG.atInfo().addKeyValue("event", "stopped").log("all is closed");
    }
  }
}
