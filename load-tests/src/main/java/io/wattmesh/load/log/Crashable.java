package io.wattmesh.load.log;

import io.wattmesh.ledger.replication.ToValidator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A validator's place, at which it can be down: then it is gone with its memory, what is sent to it
 * is lost, and later it starts again with what its store has.
 */
final class Crashable {
  private final ActorContext<ToValidator> actor;
  private final Behavior<ToValidator> validator;
  private final Props props;
  private final BooleanSupplier isDown;
  private Optional<ActorRef<ToValidator>> running = Optional.empty();

  private Crashable(
      ActorContext<ToValidator> actor,
      Behavior<ToValidator> validator,
      Props props,
      BooleanSupplier isDown) {
    this.actor = actor;
    this.validator = validator;
    this.props = props;
    this.isDown = isDown;
  }

  static Behavior<ToValidator> of(
      Behavior<ToValidator> validator, Props props, BooleanSupplier isDown) {
    return Behaviors.setup(
        actor -> {
          var place = new Crashable(actor, validator, props, isDown);
          return Behaviors.receiveMessage(place::onMessage);
        });
  }

  private Behavior<ToValidator> onMessage(ToValidator message) {
    if (isDown.getAsBoolean()) {
      running.ifPresent(actor::stop);
      running = Optional.empty();
      return Behaviors.same();
    }
    if (running.isEmpty()) {
      running = Optional.of(actor.spawnAnonymous(validator, props));
    }
    running.get().tell(message);
    return Behaviors.same();
  }
}
