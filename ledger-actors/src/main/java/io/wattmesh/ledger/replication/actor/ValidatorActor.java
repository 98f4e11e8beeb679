package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.replication.ToGateway;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.ToValidator.Deliver;
import io.wattmesh.ledger.replication.ToValidator.Submit;
import io.wattmesh.ledger.replication.ToValidator.Wake;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.crypto.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A validator: the consensus core's shell. It carries effects out strictly in order and blocks on
 * each store write, so that nothing leaves before what it rests on is durable. An error of the
 * store stops it for good: it is told to the gateway and never passed over.
 */
public final class ValidatorActor {
  /** The core is idle without ticks, but the ledger's deadlines pass all the same. */
  private static final Duration LOOK_AT_CLOCK_EVERY = Duration.ofMillis(250);

  private static final Object ALARM = "alarm";
  private static final Object LOOK = "look";

  /**
   * What a validator begins with.
   *
   * @param index its index in the genesis's validator set
   * @param store opens its durable memory
   * @param clockMillis the time for block timestamps, milliseconds since 1970 UTC
   */
  public record Post(
      Genesis genesis,
      int index,
      SigningKey key,
      ReplicaOptions options,
      Supplier<LedgerStore> store,
      LongSupplier clockMillis,
      ActorRef<ToGateway> gateway) {}

  private final ActorContext<ToValidator> actor;
  private final TimerScheduler<ToValidator> timers;
  private final Post post;
  private final LedgerStore store;
  private final LedgerApplication application;
  private final Replica replica;
  private final ClusterSharding sharding;

  private ValidatorActor(
      ActorContext<ToValidator> actor,
      TimerScheduler<ToValidator> timers,
      Post post,
      LedgerStore store,
      RecoveredLedger recovered) {
    this.actor = actor;
    this.timers = timers;
    this.post = post;
    this.store = store;
    this.application = recovered.application();
    this.sharding = ClusterSharding.get(actor.getSystem());
    Genesis genesis = post.genesis();
    this.replica =
        new Replica(
            Identity.of(post.index(), genesis.validators(), genesis.signingContext(), post.key()),
            post.options(),
            application,
            store::committedAt,
            recovered.recovered());
  }

  public static Behavior<ToValidator> create(Post post) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  LedgerStore store = post.store().get();
                  try {
                    RecoveredLedger recovered = RecoveredLedger.read(store, post.genesis());
                    var validator = new ValidatorActor(actor, timers, post, store, recovered);
                    return validator.start(recovered.replayed());
                  } catch (RuntimeException e) {
                    return halted(actor, post, store, String.valueOf(e.getMessage()));
                  }
                }));
  }

  private Behavior<ToValidator> start(List<CommittedBlock> replayed) {
    replayed.forEach(this::tell);
    timers.startTimerWithFixedDelay(LOOK, new Wake(), LOOK_AT_CLOCK_EVERY);
    Behavior<ToValidator> running =
        Behaviors.receive(ToValidator.class)
            .onAnyMessage(this::onMessage)
            .onSignal(PostStop.class, signal -> onStop())
            .build();
    return carryOut(() -> replica.start(now()), running);
  }

  private Behavior<ToValidator> onMessage(ToValidator message) {
    Input input =
        switch (message) {
          case Deliver deliver -> new Input.Received(deliver.message());
          case Submit submit -> new Input.SubmitTransaction(submit.transaction());
          case Wake wake -> new Input.Tick();
        };
    return carryOut(() -> replica.step(input, now()), Behaviors.same());
  }

  private Now now() {
    return new Now(System.nanoTime() / 1_000_000, post.clockMillis().getAsLong());
  }

  private Behavior<ToValidator> carryOut(
      Supplier<List<Effect>> step, Behavior<ToValidator> running) {
    try {
      for (Effect effect : step.get()) {
        if (effect instanceof Effect.Halt halt) {
          return halted(halt.reason());
        }
        carryOut(effect);
      }
      return running;
    } catch (RuntimeException e) {
      // Whatever it was, memory and store may differ now: to go on could break a promise.
      return halted(String.valueOf(e.getMessage()));
    }
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.PersistBlock persist -> store.putBlock(persist.linked());
      case Effect.PersistBatch persist -> store.putBatch(persist.batch());
      case Effect.PersistSafety persist -> store.putSafetyRow(persist.row());
      case Effect.PersistCommit persist ->
          store.putCommit(persist.block().header().height(), persist.block().id(), persist.proof());
      case Effect.Send send ->
          ValidatorKeys.validator(sharding, send.toValidator()).tell(new Deliver(send.message()));
      case Effect.Broadcast broadcast -> broadcast(broadcast.message());
      case Effect.Commit commit ->
          application.takeCommitted(commit.block().header().height()).forEach(this::tell);
      case Effect.StartTimer timer ->
          timers.startSingleTimer(
              ALARM,
              new Wake(),
              Duration.ofMillis(
                  Math.max(1, timer.deadlineMonotonicMillis() - now().monotonicMillis())));
      case Effect.Answer answer ->
          post.gateway()
              .tell(
                  new ToGateway.Answered(
                      post.index(), answer.transaction(), answer.code(), answer.detail()));
      case Effect.Refused refused ->
          actor
              .getLog()
              .atDebug()
              .addKeyValue("event", "consensus-refusal")
              .log("validator {}: {} {}", post.index(), refused.reason(), refused.detail());
      case Effect.Halt halt -> throw new IllegalStateException(halt.reason());
    }
  }

  private void broadcast(byte[] message) {
    for (int k = 0; k < post.genesis().validators().size(); k++) {
      if (k != post.index()) {
        ValidatorKeys.validator(sharding, k).tell(new Deliver(message));
      }
    }
  }

  private void tell(CommittedBlock block) {
    post.gateway().tell(new ToGateway.Committed(post.index(), block));
  }

  private Behavior<ToValidator> halted(String reason) {
    timers.cancelAll();
    return halted(actor, post, store, reason);
  }

  private static Behavior<ToValidator> halted(
      ActorContext<ToValidator> actor, Post post, LedgerStore store, String reason) {
    store.close();
    actor
        .getLog()
        .atError()
        .addKeyValue("event", "validator-halted")
        .log("validator {} has stopped for good: {}", post.index(), reason);
    post.gateway().tell(new ToGateway.Halted(post.index(), reason));
    return Behaviors.ignore();
  }

  private Behavior<ToValidator> onStop() {
    store.close();
    return Behaviors.same();
  }
}
