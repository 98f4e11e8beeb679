package io.wattmesh.ledger.replication.actor;

import io.wattmesh.consensus.certificate.Electorate;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.HeldKey;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.SignatureCheck;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.Followers;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.replication.ReplyDesk;
import io.wattmesh.ledger.replication.StallWatch;
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
import io.wattmesh.ledger.signature.MessageClaims;
import io.wattmesh.ledger.signature.SignatureClaim;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A validator: the consensus core's shell. It carries effects out strictly in order and blocks on
 * each store write, so that nothing leaves before what it rests on is durable. An error of the
 * store stops it for good: it is told to the gateway and never passed over.
 */
public final class ValidatorActor {
  /** The core is idle without ticks, but the ledger's deadlines pass all the same. */
  private static final Duration LOOK_AT_CLOCK_EVERY = Duration.ofMillis(250);

  /** A stall is so many times the base timeout without a commit though something waits. */
  private static final int STALL_TIMEOUTS = 5;

  private static final DispatcherSelector SIGNATURES =
      DispatcherSelector.fromConfig("wattmesh.signature-dispatcher");

  private static final Object LOOK = "look";

  /**
   * What a validator begins with.
   *
   * @param name under which it is, or may become, a validator; in an epoch without it, or without a
   *     key of its own under its name, it only observes
   * @param keys all keys that it may come to sign with, at least one
   * @param places everybody whom the cluster has a place for; others can't be reached
   * @param store opens its durable memory
   * @param divergenceFile where it writes down how its state differs from the certified one, if it
   *     ever does
   * @param status hears where the validator stands, a few times a second, on its thread
   * @param clockMillis the time for block timestamps, milliseconds since 1970 UTC
   * @param checksTransactions whether signatures of transactions are checked; not to check them is
   *     for benchmarks alone, since anybody could then act for anybody
   * @param market under which name the cluster has its market; empty for the only one
   */
  public record Post(
      Genesis genesis,
      ParticipantId name,
      List<SigningKey> keys,
      Set<ParticipantId> places,
      ReplicaOptions options,
      Supplier<LedgerStore> store,
      Path divergenceFile,
      Consumer<ReplicaStatus> status,
      LongSupplier clockMillis,
      ActorRef<ToGateway> gateway,
      boolean checksTransactions,
      String market) {
    public Post {
      keys = List.copyOf(keys);
      places = Set.copyOf(places);
    }

    /** One of the only market. */
    public Post(
        Genesis genesis,
        ParticipantId name,
        List<SigningKey> keys,
        Set<ParticipantId> places,
        ReplicaOptions options,
        Supplier<LedgerStore> store,
        Path divergenceFile,
        Consumer<ReplicaStatus> status,
        LongSupplier clockMillis,
        ActorRef<ToGateway> gateway,
        boolean checksTransactions) {
      this(
          genesis,
          name,
          keys,
          places,
          options,
          store,
          divergenceFile,
          status,
          clockMillis,
          gateway,
          checksTransactions,
          "");
    }

    private Identity identity(Verdicts verdicts) {
      var electorate =
          new Electorate(
              genesis.validators(),
              genesis.signingContext(),
              (validator, preimage, signature) ->
                  verdicts.holds(new SignatureClaim(validator.key(), preimage, signature)));
      return Identity.named(name, electorate, keys.stream().map(HeldKey::of).toList());
    }
  }

  private final ActorContext<ToValidator> actor;
  private final TimerScheduler<ToValidator> timers;
  private final Post post;
  private final LedgerStore store;
  private final LedgerApplication application;
  private final Replica replica;
  private final Peers peers;
  private final RoundAlarm roundAlarm;
  private final SnapshotDesk snapshots;
  private final StallWatch stalls;
  private final CheckedInbox inbox;
  private final AnswerDesk answers;
  private final Followers followers;

  private ValidatorActor(
      ActorContext<ToValidator> actor,
      TimerScheduler<ToValidator> timers,
      Post post,
      LedgerStore store,
      Verdicts verdicts,
      RecoveredLedger recovered) {
    this.actor = actor;
    this.timers = timers;
    this.post = post;
    this.store = store;
    this.application = recovered.application();
    this.peers = new Peers(ValidatorPlaces.get(actor.getSystem(), post.market()), post.places());
    this.roundAlarm = new RoundAlarm(actor.getSelf(), timers);
    this.snapshots = new SnapshotDesk(actor, post, store);
    this.stalls = new StallWatch(STALL_TIMEOUTS * post.options().baseTimeoutMillis());
    Genesis genesis = post.genesis();
    this.inbox =
        new CheckedInbox(
            new MessageClaims(genesis, post.checksTransactions()),
            verdicts,
            actor.getSystem().dispatchers().lookup(SIGNATURES),
            () -> actor.getSelf().tell(new SignaturesChecked()));
    this.answers =
        new AnswerDesk(
            post.name(),
            new ReplyDesk(
                new ReplyDesk.Signer(
                    post.name(), post.keys(), genesis.chainId(), genesis.validators()),
                recovered.recovered().epochs()),
            new ActorGateway(post.gateway()));
    this.followers = new Followers(post.name(), store);
    this.replica =
        new Replica(
            post.identity(verdicts), post.options(), application, store, recovered.recovered());
  }

  /** A validator that stops for good if its store can't be opened, as at any error of it. */
  public static Behavior<ToValidator> create(Post post) {
    return Behaviors.setup(
        actor -> {
          LedgerStore store;
          try {
            store = post.store().get();
          } catch (RuntimeException e) {
            return ValidatorEnd.deaf(actor, post, String.valueOf(e.getMessage()));
          }
          return over(store, post);
        });
  }

  /**
   * A validator that fails if its store can't be opened now, for who starts it again: on a cluster
   * another node may still have it.
   */
  public static Behavior<ToValidator> createOnceFree(Post post) {
    return Behaviors.setup(
        actor -> {
          LedgerStore store;
          try {
            store = post.store().get();
          } catch (RuntimeException e) {
            actor
                .getLog()
                .atWarn()
                .addKeyValue("event", "validator-waits")
                .log("validator {} has no store yet: {}", post.name(), e.getMessage());
            throw e;
          }
          return over(store, post);
        });
  }

  private static Behavior<ToValidator> over(LedgerStore store, Post post) {
    return Behaviors.setup(
        actor ->
            Behaviors.withTimers(
                timers -> {
                  try {
                    var verdicts = new Verdicts();
                    RecoveredLedger recovered =
                        RecoveredLedger.read(
                            store,
                            post.genesis(),
                            post.options().snapshots().archive()
                                ? RecoveredLedger.Start.GENESIS
                                : RecoveredLedger.Start.SNAPSHOT,
                            post.checksTransactions()
                                ? checks(actor, verdicts)
                                : SignatureCheck.CHECKED_BEFORE);
                    var validator =
                        new ValidatorActor(actor, timers, post, store, verdicts, recovered);
                    return validator.start(recovered.replayed());
                  } catch (RuntimeException e) {
                    store.close();
                    return ValidatorEnd.deaf(actor, post, String.valueOf(e.getMessage()));
                  }
                }));
  }

  private static SignatureCheck checks(ActorContext<?> actor, Verdicts verdicts) {
    return new SideBySideCheck(
        verdicts,
        actor.getSystem().dispatchers().lookup(SIGNATURES),
        Runtime.getRuntime().availableProcessors() - 1);
  }

  private Behavior<ToValidator> start(List<CommittedBlock> replayed) {
    replayed.forEach(this::tell);
    answers.replayed(replayed);
    timers.startTimerWithFixedDelay(LOOK, new Wake(), LOOK_AT_CLOCK_EVERY);
    Behavior<ToValidator> running =
        Behaviors.receive(ToValidator.class)
            .onAnyMessage(this::onMessage)
            .onSignal(PostStop.class, signal -> onStop())
            .build();
    return carryOut(() -> replica.start(now()), running);
  }

  private Behavior<ToValidator> onMessage(ToValidator message) {
    return switch (message) {
      case Deliver deliver -> takeIn(new Input.Received(deliver.message()));
      case Submit submit -> onSubmit(submit);
      case HandIn handIn -> onHandIn(handIn);
      case Follow follow -> onFollow(follow);
      case SignaturesChecked checked -> stepReady();
      case Alarm alarm -> step(new Input.Tick());
      case Locate locate -> answer(locate);
      case SnapshotFound found -> step(found.read());
      case SnapshotMade made ->
          made.failure().map(this::onSnapshotFailure).orElseGet(Behaviors::same);
      case Wake wake -> {
        Behavior<ToValidator> next = step(new Input.Tick());
        publish();
        yield next;
      }
    };
  }

  private Behavior<ToValidator> takeIn(Input input) {
    inbox.add(input, replica.validators());
    return stepReady();
  }

  private Behavior<ToValidator> stepReady() {
    for (Optional<Input> ready = inbox.poll(); ready.isPresent(); ready = inbox.poll()) {
      Behavior<ToValidator> next = step(ready.get());
      if (!next.equals(Behaviors.<ToValidator>same())) {
        return next;
      }
    }
    return Behaviors.same();
  }

  /** What is committed and remembered is not ordered again. */
  private Behavior<ToValidator> onSubmit(Submit submit) {
    return answers.answers(submit)
        ? Behaviors.same()
        : takeIn(new Input.SubmitTransaction(submit.transaction()));
  }

  private Behavior<ToValidator> onHandIn(HandIn handIn) {
    answers.remember(handIn);
    return takeIn(new Input.SubmitTransaction(handIn.transaction()));
  }

  private Behavior<ToValidator> onFollow(Follow follow) {
    Hash tipRoot = application.committedLayer().root();
    try {
      followers.follow(follow.gateway(), follow.fromHeight(), tipRoot, now().monotonicMillis());
      return Behaviors.same();
    } catch (RuntimeException e) {
      return halted(String.valueOf(e.getMessage()));
    }
  }

  private Behavior<ToValidator> answer(Locate locate) {
    ActorSeeker seeker = (ActorSeeker) locate.seeker();
    seeker.actor().tell(new ToPlaces.Found(locate.token(), actor.getSelf()));
    return Behaviors.same();
  }

  private void publish() {
    ReplicaStatus status = replica.status();
    post.status().accept(status);
    stalls
        .look(status, now().monotonicMillis())
        .ifPresent(
            line ->
                actor
                    .getLog()
                    .atWarn()
                    .addKeyValue("event", "validator-stalled")
                    .log("validator {}: {}", post.name(), line));
  }

  private Behavior<ToValidator> step(Input input) {
    return carryOut(() -> replica.step(input, now()), Behaviors.same());
  }

  /** A state that cannot be cut is no danger; a store that cannot write is. */
  private Behavior<ToValidator> onSnapshotFailure(Throwable failure) {
    if (!(failure instanceof IllegalArgumentException)) {
      return halted("No snapshot could be made or read: " + failure.getMessage());
    }
    actor
        .getLog()
        .atError()
        .addKeyValue("event", "snapshot-failed")
        .log("validator {} makes no snapshot: {}", post.name(), failure.getMessage());
    return Behaviors.same();
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
      case Effect.PersistEpoch persist -> {
        store.putEpoch(persist.change());
        answers.epochEnded(persist.change());
      }
      case Effect.Send send -> peers.deliver(send.to(), send.message());
      case Effect.Broadcast broadcast ->
          broadcast.to().forEach(to -> peers.deliver(to, broadcast.message()));
      case Effect.Commit commit -> onCommit(commit);
      case Effect.StartTimer timer ->
          roundAlarm.in(Math.max(1, timer.deadlineMonotonicMillis() - now().monotonicMillis()));
      case Effect.Answer answer -> answers.answered(answer);
      case Effect.Refused refused ->
          actor
              .getLog()
              .atDebug()
              .addKeyValue("event", "consensus-refusal")
              .log("validator {}: {} {}", post.name(), refused.reason(), refused.detail());
      case Effect.Snapshot snapshot -> snapshots.carryOut(snapshot.work());
      case Effect.Halt halt -> throw new IllegalStateException(halt.reason());
    }
  }

  private void onCommit(Effect.Commit commit) {
    for (CommittedBlock block : application.takeCommitted(commit.block().header().height())) {
      tell(block);
      answers.committed(block, commit.proof());
      if (block.header().equals(commit.block().header())) {
        followers.committed(commit.block(), block.stateRoot(), now().monotonicMillis());
      }
    }
  }

  private void tell(CommittedBlock block) {
    post.gateway().tell(new ToGateway.Committed(post.name(), block));
  }

  private Behavior<ToValidator> halted(String reason) {
    timers.cancelAll();
    store.close();
    Behavior<ToValidator> ended = ValidatorEnd.deaf(actor, post, reason);
    post.status().accept(replica.status().stopped());
    if (!replica.isHalted()) {
      return ended; // The store failed: a replica that may still sign is not stepped any more.
    }
    timers.startTimerWithFixedDelay(LOOK, new Wake(), LOOK_AT_CLOCK_EVERY.multipliedBy(4));
    return ValidatorEnd.asking(replica, this::now, peers, snapshots);
  }

  private Behavior<ToValidator> onStop() {
    store.close();
    return Behaviors.same();
  }
}
