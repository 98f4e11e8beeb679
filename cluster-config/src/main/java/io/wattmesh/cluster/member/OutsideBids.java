package io.wattmesh.cluster.member;

import io.wattmesh.cluster.gateway.BidPort;
import io.wattmesh.cluster.gateway.BidPort.Answer;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.message.ToAggregator;
import io.wattmesh.market.message.ToProsumer;
import io.wattmesh.market.message.ToProsumer.BidAcknowledged;
import io.wattmesh.market.message.ToProsumer.BidRefused;
import io.wattmesh.market.message.actor.MarketShards;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.pubsub.Topic;

/**
 * Bids from outside: each is handed to the aggregators of its bus, one after the other, until its
 * answer is heard or its time is up. An aggregator answers the same bid the same each time, so what
 * was lost on the way comes again.
 */
final class OutsideBids implements BidPort {
  private static final Duration AGAIN = Duration.ofMillis(300);

  /** So often one aggregator is asked before the next of the bus is. */
  private static final int TRIES = 4;

  private final AtomicLong names = new AtomicLong();
  private final ActorSystem<?> system;
  private final MarketShards market;
  private final Set<String> outside;
  private final int aggregatorsPerBus;

  OutsideBids(
      ActorSystem<?> system, MarketShards market, Set<String> outside, int aggregatorsPerBus) {
    this.system = system;
    this.market = market;
    this.outside = Set.copyOf(outside);
    this.aggregatorsPerBus = aggregatorsPerBus;
  }

  private sealed interface Heard {}

  private record Told(ToProsumer.Told answer) implements Heard {}

  private enum Timer implements Heard {
    AGAIN,
    OVER
  }

  @Override
  public boolean isOutside(String participant) {
    return outside.contains(participant);
  }

  @Override
  public CompletionStage<Answer> bid(SignedEnvelope bid, Bid content, Duration wait) {
    var answer = new CompletableFuture<Answer>();
    system.systemActorOf(
        asking(bid, content, wait, answer),
        "outside-bid-%s-%d".formatted(market.market(), names.incrementAndGet()),
        Props.empty());
    return answer;
  }

  private Behavior<Heard> asking(
      SignedEnvelope bid, Bid content, Duration wait, CompletableFuture<Answer> answer) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  ActorRef<Topic.Command<ToProsumer.Told>> answers =
                      actor.spawn(
                          OutsideProsumer.answers(market.market(), content.participant()),
                          "answers");
                  answers.tell(
                      Topic.subscribe(actor.messageAdapter(ToProsumer.Told.class, Told::new)));
                  timers.startTimerWithFixedDelay(Timer.AGAIN, Timer.AGAIN, Duration.ZERO, AGAIN);
                  timers.startSingleTimer(Timer.OVER, Timer.OVER, wait);
                  var asked = new AtomicLong();
                  return Behaviors.receive(Heard.class)
                      .onMessage(Told.class, told -> onTold(told.answer(), bid, content, answer))
                      .onMessageEquals(
                          Timer.AGAIN,
                          () -> {
                            ask(bid, content, asked.getAndIncrement());
                            return Behaviors.same();
                          })
                      .onMessageEquals(Timer.OVER, Behaviors::stopped)
                      .onSignal(
                          PostStop.class,
                          stop -> {
                            answer.complete(new Answer.Silence());
                            return Behaviors.same();
                          })
                      .build();
                }));
  }

  private void ask(SignedEnvelope bid, Bid content, long before) {
    int place = (int) (before / TRIES % aggregatorsPerBus);
    market
        .aggregator(new AggregatorSeat(content.bus(), place))
        .tell(new ToAggregator.SubmitBid(bid.toBytes()));
  }

  private static Behavior<Heard> onTold(
      ToProsumer.Told told, SignedEnvelope bid, Bid content, CompletableFuture<Answer> answer) {
    if (told instanceof BidAcknowledged acknowledged
        && MarketCodec.decodeAcknowledgement(acknowledged.acknowledgement().payload())
            .bidDigest()
            .equals(bid.digest())) {
      answer.complete(new Answer.Acknowledged(acknowledged.acknowledgement()));
      return Behaviors.stopped();
    }
    if (told instanceof BidRefused refused
        && refused.interval() == content.interval()
        && refused.nonce() == content.nonce()) {
      answer.complete(new Answer.Refused(refused.reason(), refused.detail()));
      return Behaviors.stopped();
    }
    return Behaviors.same();
  }
}
