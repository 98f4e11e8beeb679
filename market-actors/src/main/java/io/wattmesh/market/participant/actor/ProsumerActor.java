package io.wattmesh.market.participant.actor;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.AwardTold;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.market.message.ToProsumer.BidStands;
import io.wattmesh.market.message.ToProsumer.BooksClosed;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.market.participant.Participation;
import io.wattmesh.market.participant.Participation.Effect;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A participant's actor: it carries bids to the aggregator and deliveries to the meter. A node may
 * have millions of them, so each is its own behavior, with nothing around it.
 */
public final class ProsumerActor extends ExtensibleBehavior<ToProsumer> {
  /**
   * Hears when a bid was answered, one way or the other, or that there is none since its agent has
   * failed; for who waits for all of them.
   */
  @FunctionalInterface
  public interface AnswerListener {
    void onAnswer(ParticipantId participant, long interval, boolean acknowledged);

    /** Hears what an aggregator has promised about which bid; for who holds it to its word. */
    default void onPromise(SignedEnvelope bid, SignedEnvelope acknowledgement) {}
  }

  private final AnswerListener listener;
  private final Participation participation;
  private final ActorRef<SubmitTransaction> ledger;
  private final MarketShards market;

  private ProsumerActor(
      Participation participation,
      ActorRef<SubmitTransaction> ledger,
      AnswerListener listener,
      MarketShards market) {
    this.market = market;
    this.ledger = ledger;
    this.listener = listener;
    this.participation = participation;
  }

  /**
   * @param ledger where it reveals by itself what no aggregator has revealed
   * @param market where its aggregator and its meter are
   */
  public static Behavior<ToProsumer> create(
      Participation participation,
      ActorRef<SubmitTransaction> ledger,
      AnswerListener listener,
      MarketShards market) {
    return new ProsumerActor(participation, ledger, listener, market);
  }

  @Override
  public Behavior<ToProsumer> receive(TypedActorContext<ToProsumer> context, ToProsumer message) {
    ActorContext<ToProsumer> actor = context.asJava();
    switch (message) {
      case MarketTick tick -> carryOut(actor, participation.tick(tick.nowMillis()));
      case BidAcknowledged acknowledged -> onAcknowledged(acknowledged);
      case BidRefused refused -> onRefused(actor, refused);
      case BooksClosed closed -> carryOut(actor, participation.onBooksClosed(closed.interval()));
      case BidStands stands -> participation.onStands(stands.interval());
      case AwardTold award -> onAward(actor, award);
    }
    return Behaviors.same();
  }

  @Override
  public Behavior<ToProsumer> receiveSignal(TypedActorContext<ToProsumer> context, Signal signal) {
    return Behaviors.unhandled();
  }

  private void onRefused(ActorContext<ToProsumer> actor, BidRefused refused) {
    actor
        .getLog()
        .atWarn()
        .addKeyValue("event", "bid-refused")
        .log(
            "{}: bid {} for interval {} is refused: {} ({})",
            participation.id(),
            refused.nonce(),
            refused.interval(),
            refused.reason(),
            refused.detail());
    List<Effect> effects = participation.onRefused(refused.interval());
    if (effects.isEmpty()) {
      listener.onAnswer(participation.id(), refused.interval(), false);
    }
    carryOut(actor, effects);
  }

  private void onAcknowledged(BidAcknowledged acknowledged) {
    participation
        .bid(acknowledged.interval())
        .ifPresent(bid -> listener.onPromise(bid, acknowledged.acknowledgement()));
    participation.onAcknowledged(acknowledged.interval());
    listener.onAnswer(participation.id(), acknowledged.interval(), true);
  }

  private void onAward(ActorContext<ToProsumer> actor, AwardTold award) {
    carryOut(
        actor,
        participation.onAward(
            award.voided()
                ? Award.none(award.interval())
                : new Award(
                    award.interval(),
                    award.awardWatts(),
                    OptionalLong.of(award.priceMicrosPerMwh()),
                    award.scheduledWatts())));
  }

  private void carryOut(ActorContext<ToProsumer> actor, List<Effect> effects) {
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.SendBid send ->
            market
                .aggregator(new AggregatorSeat(participation.bus(), send.place()))
                .tell(new ToAggregator.SubmitBid(send.bid().toBytes()));
        case Effect.SendReveal send ->
            market
                .aggregator(new AggregatorSeat(participation.bus(), send.place()))
                .tell(new ToAggregator.SubmitReveal(send.opening().toBytes()));
        case Effect.HandIn handIn -> ledger.tell(new SubmitTransaction(handIn.reveals()));
        case Effect.Deliver deliver ->
            market
                .meter(participation.bus())
                .tell(
                    new ToMeter.Delivered(
                        participation.id(), deliver.interval(), deliver.energyJoules()));
        case Effect.Quarantined quarantined -> onQuarantined(actor, quarantined);
      }
    }
  }

  /** Nobody need wait for a bid of this participant any more. */
  private void onQuarantined(ActorContext<ToProsumer> actor, Effect.Quarantined quarantined) {
    actor
        .getLog()
        .atWarn()
        .addKeyValue("event", "agent-quarantined")
        .log(
            "{}: no bid for interval {}: {}",
            participation.id(),
            quarantined.interval(),
            quarantined.reason());
    listener.onAnswer(participation.id(), quarantined.interval(), false);
  }
}
