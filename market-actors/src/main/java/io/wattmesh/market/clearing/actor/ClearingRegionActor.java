package io.wattmesh.market.clearing.actor;

import io.wattmesh.market.clearing.ClearingFigures;
import io.wattmesh.market.clearing.RegionDesk;
import io.wattmesh.market.clearing.RegionEffect;
import io.wattmesh.market.clearing.RegionPost;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToRegion;
import io.wattmesh.market.message.ToRegion.Again;
import io.wattmesh.market.message.ToRegion.ClearingBegins;
import io.wattmesh.market.message.ToRegion.ClearingEnded;
import io.wattmesh.market.message.ToRegion.ClearingVoided;
import io.wattmesh.market.message.ToRegion.ResponseGiven;
import io.wattmesh.market.message.ToRegion.Signed;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A clearing region's actor. When it has not got on for a while in mid-clearing, it repeats what it
 * sent last: repeated messages do no harm. What arrives without moving it, as others' repetitions
 * do, puts that off no further, or else two regions could keep each other from repeating.
 */
public final class ClearingRegionActor {
  private static final Duration REPEAT_AFTER = Duration.ofMillis(1500);

  /**
   * Who wants to know of clearings.
   *
   * @param figures what one took
   * @param failure why a region gave one up
   * @param abandoned how far each region had got when the interval became void
   */
  public record Observers(
      Consumer<ClearingFigures> figures,
      Consumer<RegionEffect.GiveUp> failure,
      Consumer<RegionEffect.Abandon> abandoned) {}

  private final ActorContext<ToRegion> actor;
  private final RegionPost post;
  private final RegionDesk desk;
  private final ActorRef<SubmitTransaction> ledger;
  private final Observers observers;
  private final MarketShards market;
  private boolean moved;

  private ClearingRegionActor(
      ActorContext<ToRegion> actor,
      RegionPost post,
      ActorRef<SubmitTransaction> ledger,
      Observers observers,
      MarketShards market) {
    this.actor = actor;
    this.post = post;
    this.desk = new RegionDesk(post);
    this.ledger = ledger;
    this.observers = observers;
    this.market = market;
  }

  public static Behavior<ToRegion> create(
      RegionPost post, ActorRef<SubmitTransaction> ledger, Observers observers) {
    return Behaviors.setup(
        actor -> create(post, ledger, observers, MarketShards.only(actor.getSystem())));
  }

  /**
   * The same in a cluster of several markets.
   *
   * @param market where the other regions and the aggregators are
   */
  public static Behavior<ToRegion> create(
      RegionPost post,
      ActorRef<SubmitTransaction> ledger,
      Observers observers,
      MarketShards market) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  var region = new ClearingRegionActor(actor, post, ledger, observers, market);
                  timers.startTimerWithFixedDelay(new Again(), REPEAT_AFTER);
                  return Behaviors.receiveMessage(region::onMessage);
                }));
  }

  private Behavior<ToRegion> onMessage(ToRegion message) {
    switch (message) {
      case Signed signed -> carryOut(desk.receive(signed.envelope()));
      case ResponseGiven given ->
          carryOut(
              desk.onResponse(
                  given.interval(),
                  given.bus(),
                  given.pricePicosPerMwh(),
                  given.lowWatts(),
                  given.highWatts()));
      case ClearingBegins begins ->
          carryOut(desk.begin(begins.interval(), begins.booksRoot(), begins.speakers()));
      case ClearingEnded ended -> carryOut(desk.end(ended.interval()));
      case ClearingVoided voided -> carryOut(desk.abandon(voided.interval()));
      case MarketTick tick -> {}
      case Again again -> onAgain();
    }
    return Behaviors.same();
  }

  private void onAgain() {
    if (!moved) {
      carryOut(desk.again());
    }
    moved = false;
  }

  private void carryOut(List<RegionEffect> effects) {
    for (RegionEffect effect : effects) {
      moved |= !(effect instanceof RegionEffect.Refuse || effect instanceof RegionEffect.SendAgain);
      switch (effect) {
        case RegionEffect.SendToRegion send -> send(send.region(), send.envelope());
        case RegionEffect.SendAgain send -> send(send.region(), send.envelope());
        case RegionEffect.AskResponse ask ->
            market
                .aggregator(new AggregatorSeat(ask.bus(), ask.place()))
                .tell(
                    new ToAggregator.ResponseAsked(
                        ask.interval(), post.network().region(), ask.pricePicosPerMwh()));
        case RegionEffect.Submit submit -> {
          ledger.tell(new SubmitTransaction(submit.clearing()));
          observers.figures().accept(submit.figures());
        }
        case RegionEffect.GiveUp giveUp -> observers.failure().accept(giveUp);
        case RegionEffect.Abandon abandon -> {
          warn("clearing-abandoned", "interval " + abandon.interval() + ": " + abandon.reason());
          observers.abandoned().accept(abandon);
        }
        case RegionEffect.Refuse refuse -> warn("region-message-refused", refuse.reason());
      }
    }
  }

  private void send(int region, SignedEnvelope envelope) {
    market.region(region).tell(new Signed(envelope));
  }

  private void warn(String event, String detail) {
    actor
        .getLog()
        .atWarn()
        .addKeyValue("event", event)
        .log("region {}: {}", post.network().region(), detail);
  }
}
