package io.wattmesh.market.metering.actor;

import io.wattmesh.market.message.MarketTick;
import io.wattmesh.market.message.Repeats;
import io.wattmesh.market.message.SubmitTransaction;
import io.wattmesh.market.message.ToMeter;
import io.wattmesh.market.message.ToMeter.Again;
import io.wattmesh.market.message.ToMeter.Delivered;
import io.wattmesh.market.message.ToMeter.IntervalEnded;
import io.wattmesh.market.metering.MeterCabinet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** The oracle of a bus: it hands signed readings to the ledger until the interval is settled. */
public final class MeterActor {
  private static final Duration RESUBMIT_AFTER = Duration.ofSeconds(2);
  private static final Again AGAIN = new Again();

  private final MeterCabinet cabinet;
  private final ActorRef<SubmitTransaction> ledger;
  private final TimerScheduler<ToMeter> timers;
  private final Repeats repeats = new Repeats();
  private long lastTickMillis = Long.MIN_VALUE;

  private MeterActor(
      MeterCabinet cabinet, ActorRef<SubmitTransaction> ledger, TimerScheduler<ToMeter> timers) {
    this.cabinet = cabinet;
    this.ledger = ledger;
    this.timers = timers;
  }

  public static Behavior<ToMeter> create(
      MeterCabinet.Post post, ActorRef<SubmitTransaction> ledger) {
    return Behaviors.withTimers(
        timers -> {
          var meter = new MeterActor(new MeterCabinet(post), ledger, timers);
          return Behaviors.receiveMessage(meter::onMessage);
        });
  }

  private Behavior<ToMeter> onMessage(ToMeter message) {
    switch (message) {
      case MarketTick tick -> onTick(tick.nowMillis());
      case Delivered delivered ->
          cabinet.onDelivered(
              delivered.participant(), delivered.interval(), delivered.energyJoules());
      case IntervalEnded ended -> cabinet.onSettled(ended.interval());
      case Again again -> onAgain();
    }
    return Behaviors.same();
  }

  private void onTick(long nowMillis) {
    lastTickMillis = nowMillis;
    submit(repeats.fresh(cabinet.tick(nowMillis)));
    if (!timers.isTimerActive(AGAIN)) {
      timers.startTimerWithFixedDelay(AGAIN, RESUBMIT_AFTER);
    }
  }

  private void onAgain() {
    submit(repeats.reminded(cabinet.tick(lastTickMillis)));
  }

  private void submit(List<SignedEnvelope> readings) {
    readings.forEach(one -> ledger.tell(new SubmitTransaction(one)));
  }
}
