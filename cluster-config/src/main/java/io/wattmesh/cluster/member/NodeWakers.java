package io.wattmesh.cluster.member;

import io.wattmesh.cluster.market.ClearingMarket;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.actor.MarketShards;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The wakers of the roles that a node has. Called on the node's own thread. */
final class NodeWakers {
  private final ActorContext<?> actor;
  private final NodeSettings settings;
  private final ScenarioMarket market;
  private final MarketShards shards;
  private final LongSupplier clock;
  private final List<ActorRef<WakerActor.Slot>> wakers = new ArrayList<>();

  /**
   * @param actor whose children the wakers are
   * @param clock the market's time
   */
  NodeWakers(
      ActorContext<?> actor,
      NodeSettings settings,
      ScenarioMarket market,
      MarketShards shards,
      LongSupplier clock) {
    this.actor = actor;
    this.settings = settings;
    this.market = market;
    this.shards = shards;
    this.clock = clock;
  }

  /** Validators run before the node knows the ledger. */
  void wakeValidators() {
    if (has(NodeRole.VALIDATOR)) {
      wake(
          NodeRole.VALIDATOR,
          List.copyOf(market.validators().names()),
          settings.waking().period(),
          name ->
              ValidatorKeys.validator(shards.sharding(), shards.market(), name)
                  .tell(new ToValidator.Wake()));
    }
  }

  /** The market's roles run once it does. */
  void wakeMarket() {
    ClearingMarket clearing = market.clearing();
    Duration period = settings.waking().period();
    if (has(NodeRole.PROSUMER)) {
      wake(
          NodeRole.PROSUMER,
          market.plan().participants().stream()
              .map(one -> one.id().value())
              .filter(id -> !settings.market().outsideParticipants().contains(id))
              .toList(),
          settings.waking().prosumerPeriod(),
          id -> shards.prosumer(id).tell(now()));
    }
    if (has(NodeRole.AGGREGATOR)) {
      wake(
          NodeRole.AGGREGATOR,
          clearing.seats(),
          period,
          seat -> shards.aggregator(seat).tell(now()));
      wake(
          NodeRole.AGGREGATOR,
          clearing.aggregatorBuses(),
          period,
          bus -> shards.meter(bus).tell(now()));
    }
    if (has(NodeRole.CLEARING)) {
      wake(
          NodeRole.CLEARING,
          IntStream.range(0, clearing.regions()).boxed().toList(),
          period,
          region -> shards.region(region).tell(now()));
    }
  }

  private boolean has(NodeRole role) {
    return settings.node().roles().contains(role);
  }

  private MarketTick now() {
    return new MarketTick(clock.getAsLong());
  }

  private <E> void wake(NodeRole role, List<E> all, Duration period, Consumer<E> wake) {
    wakers.add(
        actor.spawn(
            WakerActor.create(HostedMarket.role(role, shards.market()), all, period, wake),
            "waker-%s-%d".formatted(role.key(), wakers.size()),
            Props.empty()));
  }

  /** Wakes nobody any more. */
  void stop() {
    wakers.forEach(actor::stop);
    wakers.clear();
  }
}
