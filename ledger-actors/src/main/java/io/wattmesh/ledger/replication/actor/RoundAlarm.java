package io.wattmesh.ledger.replication.actor;

import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.ToValidator.Alarm;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** Tells a validator that the time which its core asked for has come. */
record RoundAlarm(ActorRef<ToValidator> validator, TimerScheduler<ToValidator> timers) {
  private static final Object ALARM = "alarm";

  /** The timers of the actor system tick every 10 ms: what is shorter is timed by the JDK. */
  private static final long PRECISE_BELOW_MILLIS = 30;

  void in(long millis) {
    if (millis < PRECISE_BELOW_MILLIS) {
      CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run)
          .execute(() -> validator.tell(new Alarm()));
    } else {
      timers.startSingleTimer(ALARM, new Alarm(), Duration.ofMillis(millis));
    }
  }
}
