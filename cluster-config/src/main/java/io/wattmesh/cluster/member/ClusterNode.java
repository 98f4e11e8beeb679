package io.wattmesh.cluster.member;

import io.wattmesh.cluster.gateway.HttpGateway;
import io.wattmesh.cluster.health.NodeHealth;
import io.wattmesh.cluster.market.ClearingMarket;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.metrics.NodeMetrics;
import io.wattmesh.cluster.node.AggregatorStarter;
import io.wattmesh.cluster.node.LedgerPort;
import io.wattmesh.cluster.node.MarketRoles;
import io.wattmesh.cluster.node.RegionStarter;
import io.wattmesh.cluster.node.StatusBoard;
import io.wattmesh.cluster.node.ValidatorRole;
import io.wattmesh.cluster.settings.FormationMethod;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.cluster.settings.Settings;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.FollowingGatewayActor;
import io.wattmesh.ledger.replication.actor.GatewayActor;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of the cluster, with the roles that its settings name:
 *
 * <pre>
 *   joins ──► validators run, gateway follows the ledger ──► caught up: the other roles run, wakers
 *   SIGTERM ──► wakers stop ──► shards are handed over ──► stores close ──► process ends
 * </pre>
 *
 * <p>The market's roles begin when the node knows all that the ledger has, so that none acts by an
 * old state.
 */
public final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private enum Command {
    CAUGHT_UP,
    DRAIN
  }

  private final ActorContext<Command> actor;
  private final NodeSettings settings;
  private final ScenarioMarket market;
  private final NodeStores stores;
  private final AcknowledgementFile acknowledgements;
  private final ClusterSharding sharding;
  private final LongSupplier clock;
  private final StatusBoard board;
  private final IntervalLog intervals = new IntervalLog();
  private final List<ActorRef<WakerActor.Slot>> wakers = new ArrayList<>();
  private final Optional<HttpGateway> door;
  private final NodeHealth health;
  private final NodeMetrics metrics;
  private final MemberPlacement placement;

  /** Validators are placed before there is somebody to follow them. */
  private final CompletableFuture<ActorRef<ToGateway>> placedGateway = new CompletableFuture<>();

  private final ActorRef<ToGateway> gateway;

  private ClusterNode(
      ActorContext<Command> actor,
      NodeSettings settings,
      ScenarioMarket market,
      NodeStores stores,
      AcknowledgementFile acknowledgements) {
    this.actor = actor;
    this.settings = settings;
    this.market = market;
    this.stores = stores;
    this.acknowledgements = acknowledgements;
    this.sharding = ClusterSharding.get(actor.getSystem());
    this.clock =
        MarketClock.of(
            MovedClock.wall(), market.genesis().parameters().schedule(), settings.market().start());
    this.door =
        settings.gateway().enabled() && settings.node().roles().contains(NodeRole.GATEWAY)
            ? Optional.of(new HttpGateway())
            : Optional.empty();
    this.health = NodeHealth.get(actor.getSystem());
    this.metrics = new NodeMetrics(market.genesis().parameters().schedule());
    Path folder = settings.node().dataFolder();
    this.board =
        new StatusBoard(
            folder.resolve("status.json"), market.genesis().chainId(), System::currentTimeMillis);
    ActorRef<NewsActor.Command> news = actor.spawn(NewsActor.create(market), "news");
    this.placement = new MemberPlacement(news);
    ValidatorRole.start(sharding, placement, this::post);
    this.gateway =
        actor.spawn(
            FollowingGatewayActor.create(
                market.genesis(),
                new FollowingGatewayActor.Listener(
                    new GatewayActor.Listener(block -> onCommitted(block, news), this::onHalted),
                    () -> actor.getSelf().tell(Command.CAUGHT_UP))),
            "gateway");
    placedGateway.complete(gateway);
    // A node that hears no news any more must not go on.
    actor.watch(news);
    actor.watch(gateway);
  }

  /**
   * Starts the node; its process ends when it has left the cluster.
   *
   * @return is done when the node has stopped
   */
  public static CompletableFuture<Done> start(
      Settings settings, NodeSettings node, ScenarioMarket market) throws IOException {
    NodeStores stores = NodeStores.of(node.store(), market.genesis().chainId());
    if (node.node().roles().contains(NodeRole.AGGREGATOR)) {
      stores.requireReachable();
    }
    var acknowledgements = AcknowledgementFile.open(node.node().dataFolder(), Instant::now);
    ActorSystem<Command> system =
        ActorSystem.create(
            Behaviors.setup(
                actor -> new ClusterNode(actor, node, market, stores, acknowledgements).running()),
            PekkoConfig.SYSTEM,
            PekkoConfig.of(settings, node));
    Cluster cluster = Cluster.get(system);
    boolean bySeeds = node.cluster().formation().method() == FormationMethod.SEEDS;
    if (bySeeds && node.node().seeds().isEmpty()) {
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    if (node.management().enabled()) {
      PekkoManagement.get(Adapter.toClassic(system))
          .start()
          .exceptionally(
              failure -> {
                warn("management-failed", "operators cannot reach this node: " + failure);
                return null;
              });
    }
    if (!bySeeds) {
      ClusterBootstrap.get(Adapter.toClassic(system)).start();
    }
    LOG.atInfo()
        .addKeyValue("event", "node-started")
        .log(
            "node {} with roles {}, market {} of chain {}",
            cluster.selfMember().address(),
            node.node().roles(),
            market.plan().scenario().name(),
            market.genesis().chainId().hex());
    return system.getWhenTerminated().toCompletableFuture();
  }

  private Behavior<Command> running() {
    health.start(metrics);
    drainOnShutdown();
    if (settings.node().roles().contains(NodeRole.VALIDATOR)) {
      wake(
          NodeRole.VALIDATOR,
          List.copyOf(market.validators().names()),
          settings.waking().period(),
          name -> ValidatorKeys.validator(sharding, name).tell(new ToValidator.Wake()));
    }
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case CAUGHT_UP -> onCaughtUp();
            case DRAIN -> wakers.forEach(actor::stop);
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
        () -> stores.openLedger(name),
        settings.node().dataFolder().resolve(name + "-divergence.json"),
        status -> onStatus(name, status),
        clock,
        placedGateway.join(),
        true);
  }

  private void onStatus(ParticipantId validator, ReplicaStatus status) {
    board.publish(validator, status);
    metrics.onStatus(validator, status);
    health.onStatus(validator, status);
  }

  private void onHalted(ToGateway.Halted halted) {
    health.onHalted(halted.validator());
    warn(
        "validator-halted",
        "validator %s has stopped: %s".formatted(halted.validator(), halted.reason()));
  }

  private void onOpened(ServerBinding bound, Throwable failure) {
    if (failure == null) {
      LOG.atInfo().addKeyValue("event", "gateway-open").log("at {}", bound.localAddress());
    } else {
      warn("gateway-closed", "it can't be opened: " + failure.getMessage());
    }
  }

  private void onCommitted(CommittedBlock block, ActorRef<NewsActor.Command> news) {
    news.tell(new NewsActor.Committed(block));
    metrics.onBlock(block, clock.getAsLong());
    door.ifPresent(open -> open.onBlock(block));
    if (settings.node().roles().contains(NodeRole.GATEWAY)) {
      intervals
          .onBlock(block)
          .forEach(line -> LOG.atInfo().addKeyValue("event", "interval").log(line));
    }
  }

  private void onCaughtUp() {
    LOG.atInfo().addKeyValue("event", "caught-up").log("the ledger is here; roles begin");
    health.catchUp();
    door.ifPresent(
        closed ->
            closed
                .open(actor.getSystem(), settings.gateway(), market.genesis(), gateway, clock)
                .whenComplete(this::onOpened));
    ActorRef<SubmitTransaction> ledger =
        actor.spawn(
            LedgerPort.create(gateway, handedIn -> {}, line -> warn("not-ordered", line)),
            "ledger-port");
    MarketRoles.start(
        sharding,
        new MarketRoles.Shared(
            market,
            ledger,
            new OwnShelves(stores),
            clock,
            new CountedAnswers(acknowledgements, metrics),
            new ClearingRegionActor.Observers(
                metrics::onClearing,
                giveUp ->
                    warn(
                        "clearing-given-up",
                        "interval %d: %s".formatted(giveUp.interval(), giveUp.reason())),
                abandoned -> {}),
            RegionStarter.HONEST,
            AggregatorStarter.HONEST),
        placement);
    wakeMarket();
  }

  private void wakeMarket() {
    ClearingMarket clearing = market.clearing();
    Duration period = settings.waking().period();
    if (settings.node().roles().contains(NodeRole.PROSUMER)) {
      wake(
          NodeRole.PROSUMER,
          market.plan().participants().stream().map(one -> one.id().value()).toList(),
          settings.waking().prosumerPeriod(),
          id -> EntityKeys.prosumer(sharding, id).tell(now()));
    }
    if (settings.node().roles().contains(NodeRole.AGGREGATOR)) {
      wake(
          NodeRole.AGGREGATOR,
          clearing.seats(),
          period,
          seat -> EntityKeys.aggregator(sharding, seat).tell(now()));
      wake(
          NodeRole.AGGREGATOR,
          clearing.aggregatorBuses(),
          period,
          bus -> EntityKeys.meter(sharding, bus).tell(now()));
    }
    if (settings.node().roles().contains(NodeRole.CLEARING)) {
      wake(
          NodeRole.CLEARING,
          IntStream.range(0, clearing.regions()).boxed().toList(),
          period,
          region -> EntityKeys.region(sharding, region).tell(now()));
    }
  }

  private MarketTick now() {
    return new MarketTick(clock.getAsLong());
  }

  private <E> void wake(NodeRole role, List<E> all, Duration period, Consumer<E> wake) {
    wakers.add(
        actor.spawn(
            WakerActor.create(role, all, period, wake),
            "waker-%s-%d".formatted(role.key(), wakers.size()),
            Props.empty()));
  }

  private static void warn(String event, String line) {
    LOG.atWarn().addKeyValue("event", event).log(line);
  }

  /** What is told to stop wakes nothing more; shards go next, by Pekko's own phases. */
  private void drainOnShutdown() {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(actor.getSystem());
    ActorRef<Command> self = actor.getSelf();
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "stop-waking",
        () -> {
          LOG.atInfo().addKeyValue("event", "draining").log("roles are handed over");
          health.drain();
          self.tell(Command.DRAIN);
          return CompletableFuture.completedFuture(Done.getInstance());
        });
    shutdown.addTask(
        CoordinatedShutdown.PhaseActorSystemTerminate(),
        "close-stores",
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  close();
                  return Done.getInstance();
                }));
  }

  private void close() {
    board.close();
    stores.close();
    metrics.close();
    try {
      acknowledgements.close();
    } catch (IOException e) {
      warn("not-closed", "the file of acknowledgements: " + e.getMessage());
    }
    LOG.atInfo().addKeyValue("event", "stopped").log("all is closed");
  }
}
