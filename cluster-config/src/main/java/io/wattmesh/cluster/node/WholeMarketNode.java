package io.wattmesh.cluster.node;

import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.GatewayActor;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.clearing.actor.ClearingRegionActor;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.actor.EntityKeys;
import io.wattmesh.market.participant.actor.ProsumerActor;
import io.wattmesh.market.store.RocksBidStore;
import io.wattmesh.market.store.actor.BidStoreActor;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/** One node that carries a whole market: all its roles and all its validators. */
public final class WholeMarketNode implements AutoCloseable {
  /** Commits take milliseconds here; a second without one means that something is wrong. */
  private static final long ROUND_TIMEOUT_MILLIS = 2_000;

  private static final long MAX_POOL_BYTES = 256L * 1024 * 1024;

  /**
   * Who hears what happens; called on actors' threads.
   *
   * @param handedIn what roles hand in to the ledger, before it is judged
   */
  public record Listeners(
      Consumer<CommittedBlock> committed,
      Consumer<SignedEnvelope> handedIn,
      Consumer<String> trouble,
      ProsumerActor.AnswerListener answers,
      ClearingRegionActor.Observers clearings) {}

  private final ClusterOfOne cluster;
  private final ScenarioMarket market;
  private final StatusBoard board;
  private final ActorRef<SubmitTransaction> ledger;

  private WholeMarketNode(
      ClusterOfOne cluster,
      ScenarioMarket market,
      StatusBoard board,
      ActorRef<SubmitTransaction> ledger) {
    this.cluster = cluster;
    this.market = market;
    this.board = board;
    this.ledger = ledger;
  }

  /** The folder of a validator's store within the state folder. */
  public static Path validatorFolder(Path state, ParticipantId validator) {
    return state.resolve(validator.value());
  }

  /**
   * Starts all roles upon the state folder, and the genesis's validators; they take up where they
   * left off and tell what they have committed from the beginning. Those who join later have their
   * places and are started by {@link #startValidator}, or by the first message to them.
   *
   * @param snapshots when validators make snapshots, and whether they prune what lies below
   */
  public static WholeMarketNode start(
      ScenarioMarket market,
      Path state,
      SimulatedClock clock,
      SnapshotOptions snapshots,
      RegionStarter regions,
      AggregatorStarter aggregators,
      Listeners listeners) {
    List<RocksBidStore> bidStores = bidStores(state, market.clearing().aggregatorsPerBus());
    ClusterOfOne cluster = ClusterOfOne.start();
    Genesis genesis = market.genesis();
    var news =
        new LedgerNews(
            NewsAudience.byName(cluster.sharding()),
            market.clearing(),
            market.genesis().parameters());
    var missed = new MissedIntervals(genesis.parameters().schedule());
    ActorRef<ToGateway> gateway =
        cluster.spawn(
            GatewayActor.create(
                genesis.validators(),
                new GatewayActor.Listener(
                    block -> {
                      news.tell(block);
                      missed.onBlock(block).forEach(news::tellMissed);
                      listeners.committed().accept(block);
                    },
                    halted ->
                        listeners
                            .trouble()
                            .accept(
                                "validator %s has stopped: %s"
                                    .formatted(halted.validator(), halted.reason())))),
            "gateway",
            Props.empty());
    ActorRef<SubmitTransaction> ledger =
        cluster.spawn(
            LedgerPort.create(gateway, listeners.handedIn(), listeners.trouble()),
            "ledger-port",
            Props.empty());
    var shelves = new ArrayList<BidShelf>();
    for (RocksBidStore store : bidStores) {
      String name = "bid-store" + (shelves.isEmpty() ? "" : "-" + (shelves.size() + 1));
      shelves.add(
          new BidShelf(store, cluster.spawn(BidStoreActor.create(store), name, ClusterOfOne.DISK)));
    }
    MarketRoles.start(
        cluster.sharding(),
        new MarketRoles.Shared(
            market,
            ledger,
            BidShelves.byPlace(shelves),
            clock,
            listeners.answers(),
            listeners.clearings(),
            regions,
            aggregators));
    var board =
        new StatusBoard(state.resolve("status.json"), genesis.chainId(), System::currentTimeMillis);
    placeValidators(cluster, market, state, clock, snapshots, gateway, board);
    var node = new WholeMarketNode(cluster, market, board, ledger);
    genesis.validators().validators().forEach(one -> node.startValidator(one.id()));
    return node;
  }

  /** One of each place that aggregators have at their buses. */
  private static List<RocksBidStore> bidStores(Path state, int places) {
    var stores = new ArrayList<RocksBidStore>(places);
    for (int place = 0; place < places; place++) {
      stores.add(RocksBidStore.open(state.resolve(place == 0 ? "bids" : "bids-" + (place + 1))));
    }
    return stores;
  }

  private static void placeValidators(
      ClusterOfOne cluster,
      ScenarioMarket market,
      Path state,
      SimulatedClock clock,
      SnapshotOptions snapshots,
      ActorRef<ToGateway> gateway,
      StatusBoard board) {
    var options =
        new ReplicaOptions(ROUND_TIMEOUT_MILLIS, 5_000, Block.MAX_TRANSACTION_BYTES, MAX_POOL_BYTES)
            .withPaceMillis(ReplicaOptions.STANDARD_PACE_MILLIS)
            .withSnapshots(snapshots);
    ValidatorRole.start(
        cluster.sharding(),
        RolePlacement.ONE_NODE,
        name ->
            new ValidatorActor.Post(
                market.genesis(),
                name,
                market.validators().keys(name),
                market.validators().names(),
                options,
                () -> RocksLedgerStore.open(validatorFolder(state, name)),
                state.resolve(name + "-divergence.json"),
                status -> board.publish(name, status),
                clock,
                gateway,
                true));
  }

  /** Starts a validator, or one that is to become one and observes until then; once is enough. */
  public void startValidator(ParticipantId name) {
    ValidatorKeys.validator(cluster.sharding(), name).tell(new ToValidator.Wake());
  }

  /** Hands a transaction in, as roles do. */
  public void submit(SignedEnvelope transaction) {
    ledger.tell(new SubmitTransaction(transaction));
  }

  /** Where messages to the roles go. */
  public ClusterSharding sharding() {
    return cluster.sharding();
  }

  /** Tells all prosumers that time has come to a point. */
  public void tickProsumers(Collection<ParticipantId> participants, long nowMillis) {
    var tick = new MarketTick(nowMillis);
    participants.forEach(id -> EntityKeys.prosumer(cluster.sharding(), id.value()).tell(tick));
  }

  /** Tells all aggregators. */
  public void tickAggregators(long nowMillis) {
    var tick = new MarketTick(nowMillis);
    market
        .clearing()
        .seats()
        .forEach(seat -> EntityKeys.aggregator(cluster.sharding(), seat).tell(tick));
  }

  /** Tells all meters. */
  public void tickMeters(long nowMillis) {
    var tick = new MarketTick(nowMillis);
    market
        .clearing()
        .aggregatorBuses()
        .forEach(bus -> EntityKeys.meter(cluster.sharding(), bus).tell(tick));
  }

  @Override
  public void close() {
    board.close();
    cluster.close();
  }
}
