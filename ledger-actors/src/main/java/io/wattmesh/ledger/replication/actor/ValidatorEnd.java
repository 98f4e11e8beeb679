package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.ToValidator.Alarm;
import io.wattmesh.ledger.replication.ToValidator.Deliver;
import io.wattmesh.ledger.replication.ToValidator.Follow;
import io.wattmesh.ledger.replication.ToValidator.HandIn;
import io.wattmesh.ledger.replication.ToValidator.Locate;
import io.wattmesh.ledger.replication.ToValidator.SignaturesChecked;
import io.wattmesh.ledger.replication.ToValidator.SnapshotFound;
import io.wattmesh.ledger.replication.ToValidator.SnapshotMade;
import io.wattmesh.ledger.replication.ToValidator.Submit;
import io.wattmesh.ledger.replication.ToValidator.Wake;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** A validator that has stopped for good: it says so, and signs nothing any more. */
final class ValidatorEnd {
  private final Replica replica;
  private final Supplier<Now> clock;
  private final Peers peers;
  private final SnapshotDesk snapshots;

  private ValidatorEnd(Replica replica, Supplier<Now> clock, Peers peers, SnapshotDesk snapshots) {
    this.replica = replica;
    this.clock = clock;
    this.peers = peers;
    this.snapshots = snapshots;
  }

  /** Tells the log and the gateway why, and hears nothing more. */
  static Behavior<ToValidator> deaf(
      ActorContext<ToValidator> actor, ValidatorActor.Post post, String reason) {
    actor
        .getLog()
        .atError()
        .addKeyValue("event", "validator-halted")
        .log("validator {} has stopped for good: {}", post.name(), reason);
    post.gateway().tell(new ToGateway.Halted(post.name(), reason));
    // Not ignore(), which would not even hear that its shard is handed over.
    return Behaviors.receiveMessage(message -> Behaviors.same());
  }

  /**
   * What a replica does that has halted by itself: it asks where its state differs, and writes that
   * down.
   */
  static Behavior<ToValidator> asking(
      Replica halted, Supplier<Now> clock, Peers peers, SnapshotDesk snapshots) {
    var end = new ValidatorEnd(halted, clock, peers, snapshots);
    return Behaviors.receive(ToValidator.class).onAnyMessage(end::onMessage).build();
  }

  private Behavior<ToValidator> onMessage(ToValidator message) {
    List<Effect> effects =
        switch (message) {
          case Deliver deliver -> replica.step(new Input.Received(deliver.message()), clock.get());
          case Wake wake -> replica.step(new Input.Tick(), clock.get());
          case Submit _,
              HandIn _,
              Follow _,
              Locate _,
              SnapshotFound _,
              SnapshotMade _,
              SignaturesChecked _,
              Alarm _ ->
              List.of();
        };
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Broadcast broadcast ->
            broadcast.to().forEach(to -> peers.deliver(to, broadcast.message()));
        case Effect.Snapshot snapshot
            when snapshot.work() instanceof SnapshotWork.Diverged diverged ->
            snapshots.writeDown(diverged);
        default -> {}
      }
    }
    return Behaviors.same();
  }
}
