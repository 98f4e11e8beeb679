package io.wattmesh.ledger;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.replica.BatchOptions;
import io.wattmesh.consensus.replica.Divergence;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.replica.Identity;
import io.wattmesh.consensus.replica.Input;
import io.wattmesh.consensus.replica.Now;
import io.wattmesh.consensus.replica.Replica;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.replication.LedgerApplication;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.replication.SnapshotKeeper;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Four replicas over ledgers with real keys, joined by queues that lose nothing. */
public final class ValidatorNet {
  private record Letter(int from, int to, byte[] bytes) {}

  private final LedgerFixture fixture;
  private final List<Host> hosts = new ArrayList<>();
  private final ArrayDeque<Letter> queue = new ArrayDeque<>();
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private final Set<Integer> down = new HashSet<>();
  private long monotonic;
  private long clock;

  /** One validator and what its shell keeps. */
  public static final class Host {
    public final LedgerStore store;
    public final LedgerApplication application;
    public final List<CommittedBlock> told = new ArrayList<>();
    public final List<Effect.Refused> refusals = new ArrayList<>();
    public final List<Divergence> divergences = new ArrayList<>();
    private final SnapshotKeeper keeper;
    private final Replica replica;
    private long timer = Long.MAX_VALUE;

    private Host(LedgerFixture fixture, int index, LedgerStore store, ReplicaOptions options) {
      SnapshotOptions snapshots = options.snapshots();
      RecoveredLedger recovered =
          RecoveredLedger.read(
              store,
              fixture.genesis(),
              snapshots.archive() ? RecoveredLedger.Start.GENESIS : RecoveredLedger.Start.SNAPSHOT);
      this.keeper = new SnapshotKeeper(store, snapshots);
      this.store = store;
      this.application = recovered.application();
      told.addAll(recovered.replayed());
      this.replica =
          new Replica(
              Identity.of(
                  index,
                  fixture.genesis().validators(),
                  fixture.genesis().signingContext(),
                  Signing.key("validator-" + index)),
              options,
              application,
              store,
              recovered.recovered());
    }

    public long height() {
      return replica.committedHeight();
    }
  }

  public ValidatorNet(LedgerFixture fixture, List<? extends LedgerStore> stores) {
    this(fixture, stores, ReplicaOptions.standard());
  }

  public ValidatorNet(
      LedgerFixture fixture, List<? extends LedgerStore> stores, SnapshotOptions snapshots) {
    this(fixture, stores, ReplicaOptions.standard().withSnapshots(snapshots));
  }

  /** Validators that put all transactions into batches, however few. */
  public static ValidatorNet batching(LedgerFixture fixture, List<? extends LedgerStore> stores) {
    return new ValidatorNet(
        fixture,
        stores,
        ReplicaOptions.standard()
            .withBatches(new BatchOptions(0, Batch.MAX_BYTES, 20, 16, 16L * Batch.MAX_BYTES)));
  }

  private ValidatorNet(
      LedgerFixture fixture, List<? extends LedgerStore> stores, ReplicaOptions standard) {
    // Time passes only when a test says so: a pace would never be over.
    ReplicaOptions options = standard.withPaceMillis(0);
    this.fixture = fixture;
    for (int k = 0; k < stores.size(); k++) {
      hosts.add(new Host(fixture, k, stores.get(k), options));
    }
    clock = fixture.genesis().parameters().schedule().gateClosureMillis(0);
    for (int k = 0; k < stores.size(); k++) {
      carryOut(k, hosts.get(k).replica.start(now()));
    }
    deliver();
  }

  public Host host(int index) {
    return hosts.get(index);
  }

  public LedgerFixture fixture() {
    return fixture;
  }

  private Now now() {
    return new Now(monotonic, clock);
  }

  /** From now on nothing reaches the host or leaves it. */
  public void cut(int index) {
    down.add(index);
  }

  /** The host is reached again. */
  public void join(int index) {
    down.remove(index);
  }

  /** Lets some seconds pass. */
  public void pass() {
    settle();
  }

  /** Sets the validators' clocks and lets them look at them. */
  public void setClock(long millis) {
    clock = millis;
    for (int k = 0; k < hosts.size(); k++) {
      step(k, new Input.Tick());
    }
    settle();
  }

  public void submit(byte[]... transactions) {
    for (byte[] transaction : transactions) {
      for (int k = 0; k < hosts.size(); k++) {
        step(k, new Input.SubmitTransaction(transaction));
      }
    }
    settle();
  }

  private void step(int index, Input input) {
    carryOut(index, hosts.get(index).replica.step(input, now()));
  }

  /** Delivers all letters and lets timers fire, for some seconds of time. */
  private void settle() {
    deliver();
    for (int k = 0; k < 30; k++) {
      monotonic += 100;
      clock += 1;
      for (int index = 0; index < hosts.size(); index++) {
        if (hosts.get(index).timer <= monotonic) {
          hosts.get(index).timer = Long.MAX_VALUE;
          step(index, new Input.Tick());
        }
      }
      deliver();
    }
  }

  private void deliver() {
    while (!queue.isEmpty() || !later.isEmpty()) {
      if (!later.isEmpty()) {
        later.remove().run();
        continue;
      }
      Letter letter = queue.remove();
      if (!down.contains(letter.from()) && !down.contains(letter.to())) {
        step(letter.to(), new Input.Received(letter.bytes()));
      }
    }
  }

  private void carryOut(int index, List<Effect> effects) {
    Host host = hosts.get(index);
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.PersistBlock persist -> host.store.putBlock(persist.linked());
        case Effect.PersistBatch persist -> host.store.putBatch(persist.batch());
        case Effect.PersistSafety persist -> host.store.putSafetyRow(persist.row());
        case Effect.PersistCommit persist ->
            host.store.putCommit(
                persist.block().header().height(), persist.block().id(), persist.proof());
        case Effect.PersistEpoch persist -> host.store.putEpoch(persist.change());
        case Effect.Send send -> post(index, send.to(), send.message());
        case Effect.Broadcast broadcast ->
            broadcast.to().forEach(to -> post(index, to, broadcast.message()));
        case Effect.Commit commit ->
            host.told.addAll(host.application.takeCommitted(commit.block().header().height()));
        case Effect.StartTimer timer -> host.timer = timer.deadlineMonotonicMillis();
        case Effect.Answer answer -> {}
        case Effect.Refused refused -> host.refusals.add(refused);
        case Effect.Snapshot snapshot -> carryOut(index, host, snapshot.work());
        case Effect.Halt halt -> throw new IllegalStateException(halt.reason());
      }
    }
  }

  private void carryOut(int index, Host host, SnapshotWork work) {
    switch (work) {
      case SnapshotWork.Make make -> host.keeper.make(make);
      case SnapshotWork.Read read -> {
        Input.SnapshotRead found = host.keeper.read(read);
        later.add(() -> step(index, found));
      }
      case SnapshotWork.Diverged diverged -> host.divergences.add(diverged.divergence());
      default -> host.keeper.keep(work);
    }
  }

  private void post(int from, ParticipantId to, byte[] message) {
    for (int k = 0; k < hosts.size(); k++) {
      if (to.value().equals("validator-" + k)) {
        queue.add(new Letter(from, k, message));
      }
    }
  }
}
