package io.wattmesh.cluster.member;

import io.wattmesh.ledger.replication.ToValidator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;

/** Tells when a validator runs here no more, whatever it had become; not when it begins anew. */
final class UntilGone extends BehaviorInterceptor<ToValidator, ToValidator> {
  private final Runnable gone;

  UntilGone(Runnable gone) {
    super(ToValidator.class);
    this.gone = gone;
  }

  @Override
  public Behavior<ToValidator> aroundReceive(
      TypedActorContext<ToValidator> actor,
      ToValidator message,
      ReceiveTarget<ToValidator> validator) {
    return validator.apply(actor, message);
  }

  @Override
  public Behavior<ToValidator> aroundSignal(
      TypedActorContext<ToValidator> actor, Signal signal, SignalTarget<ToValidator> validator) {
    Behavior<ToValidator> next = validator.apply(actor, signal);
    if (signal instanceof PostStop) {
      gone.run();
    }
    return next;
  }
}
