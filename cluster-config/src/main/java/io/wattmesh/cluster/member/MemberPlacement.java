package io.wattmesh.cluster.member;

import io.wattmesh.cluster.member.NewsActor.AggregatorReader;
import io.wattmesh.cluster.member.NewsActor.Attend;
import io.wattmesh.cluster.member.NewsActor.MeterReader;
import io.wattmesh.cluster.member.NewsActor.ProsumerReader;
import io.wattmesh.cluster.member.NewsActor.Reader;
import io.wattmesh.cluster.member.NewsActor.RegionReader;
import io.wattmesh.cluster.node.RolePlacement;
import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.proto.model.ParticipantId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/**
 * Roles run on nodes that have them, hear their own node's news from when they come to life, and
 * try again while their store is still another node's. Aggregators of a node that is told to stop
 * take no bids.
 *
 * @param validatorPlaces where validators run that are not to run anywhere
 * @param outside participants whose agents run outside the cluster
 * @param validatorGone hears which validator runs here no more
 * @param market its name within the cluster; empty for the only one
 */
record MemberPlacement(
    ActorRef<NewsActor.Command> news,
    BooleanSupplier draining,
    Optional<KeyHolders> validatorPlaces,
    Set<String> outside,
    Consumer<ParticipantId> validatorGone,
    String market)
    implements RolePlacement {
  private static final SupervisorStrategy UNTIL_THE_STORE_IS_FREE =
      SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(2), 0.2);

  @Override
  public <M> Entity<M, ShardingEnvelope<M>> place(
      NodeRole role, Entity<M, ShardingEnvelope<M>> entity) {
    Entity<M, ShardingEnvelope<M>> placed = entity.withRole(HostedMarket.role(role, market));
    return role == NodeRole.VALIDATOR && validatorPlaces.isPresent()
        ? placed
            .withMessageExtractor(new OneShardEach<>())
            .withAllocationStrategy(validatorPlaces.get())
        : placed;
  }

  @Override
  public Optional<Behavior<ToProsumer>> outsider(ParticipantId id) {
    return outside.contains(id.value())
        ? Optional.of(OutsideProsumer.create(market, id))
        : Optional.empty();
  }

  @Override
  public Behavior<ToProsumer> prosumer(ParticipantId id, Behavior<ToProsumer> role) {
    return attending(actor -> new ProsumerReader(id, actor), role);
  }

  @Override
  public Behavior<ToAggregator> aggregator(AggregatorSeat seat, Behavior<ToAggregator> role) {
    Behavior<ToAggregator> closing = Behaviors.intercept(() -> new ClosedToBids(draining), role);
    return Behaviors.supervise(attending(actor -> new AggregatorReader(seat, actor), closing))
        .onFailure(UNTIL_THE_STORE_IS_FREE);
  }

  @Override
  public Behavior<ToMeter> meter(int bus, Behavior<ToMeter> role) {
    return attending(actor -> new MeterReader(bus, actor), role);
  }

  @Override
  public Behavior<ToRegion> region(int region, Behavior<ToRegion> role) {
    return attending(actor -> new RegionReader(region, actor), role);
  }

  @Override
  public Behavior<ToValidator> validator(ValidatorActor.Post post) {
    return Behaviors.intercept(
        () -> new UntilGone(() -> validatorGone.accept(post.name())), here(post));
  }

  private static Behavior<ToValidator> here(ValidatorActor.Post post) {
    if (post.keys().isEmpty()) {
      return absent(post.name());
    }
    return Behaviors.supervise(ValidatorActor.createOnceFree(post))
        .onFailure(UNTIL_THE_STORE_IS_FREE);
  }

  /** Its store isn't touched: whoever has the key may have it. */
  private static Behavior<ToValidator> absent(ParticipantId validator) {
    return Behaviors.setup(
        actor -> {
          actor
              .getLog()
              .atWarn()
              .addKeyValue("event", "validator-absent")
              .log("no node that is up has the key of validator {}", validator);
          return Behaviors.receiveMessage(message -> Behaviors.same());
        });
  }

  private <M> Behavior<M> attending(Function<ActorRef<M>, Reader> reader, Behavior<M> role) {
    return Behaviors.setup(
        actor -> {
          news.tell(new Attend(reader.apply(actor.getSelf())));
          return role;
        });
  }
}
