package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeCut;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Replicas over ledgers whose state is a tree, with stores that hold snapshots. Queues lose nothing
 * but what goes to or from hosts that are cut off.
 */
final class SnapshotCluster {
  static final long START_MILLIS = TestChain.GENESIS.header().timestampMillis();

  private record Letter(int from, int to, byte[] bytes) {}

  /**
   * Each transaction is a key; its value is the height that it came at. A change of validators has
   * the key of none, and them as its value until the next epoch begins.
   */
  static final class TreeLedger implements Application {
    private static final byte[] NEXT_VALIDATORS = {78};

    private final Map<Hash, SparseTree> states;
    Optional<byte[]> corruption = Optional.empty();

    TreeLedger(Map<Hash, SparseTree> states) {
      this.states = states;
    }

    @Override
    public ExecutionRoots execute(Block block) {
      SparseTree state = states.get(block.header().parentId());
      if (block.header().endsEpoch()) {
        state = state.remove(NEXT_VALIDATORS);
      }
      for (byte[] transaction : block.transactions()) {
        byte[] value = new CanonicalWriter().i64(block.header().height()).toByteArray();
        Optional<ValidatorSet> next = LocalCluster.changeIn(transaction);
        state =
            next.isPresent()
                ? state.put(NEXT_VALIDATORS, next.get().toBytes())
                : state.put(transaction, corruption.orElse(value));
      }
      states.put(block.id(), state);
      return new ExecutionRoots(state.root(), MerkleTree.root(block.transactions()));
    }

    @Override
    public Optional<ValidatorSet> scheduledValidators(Hash blockId) {
      var next = new ArrayList<ValidatorSet>();
      states
          .get(blockId)
          .forEach(
              entry -> {
                if (Arrays.equals(entry.key(), NEXT_VALIDATORS)) {
                  next.add(CanonicalReader.readAll(entry.value(), ValidatorSet::read));
                }
              });
      return next.stream().findFirst();
    }

    @Override
    public void commit(Hash blockId) {}

    @Override
    public boolean wantsBlock(Hash parentId, long timestampMillis) {
      return false;
    }

    @Override
    public boolean mayTakeEffect(byte[] transaction) {
      return true;
    }

    @Override
    public Optional<SparseTree> stateAfter(Hash blockId) {
      return Optional.ofNullable(states.get(blockId));
    }

    @Override
    public void restore(ExecutedHeader block, SparseTree state) {
      states.put(block.id(), state);
    }
  }

  /** One replica and its disk. */
  static final class Host implements BlockSource {
    final Map<Hash, SparseTree> states = new HashMap<>();
    final Map<Hash, LinkedBlock> blocks = new HashMap<>();
    final TreeMap<Long, Hash> committed = new TreeMap<>();
    final TreeMap<Long, SnapshotManifest> snapshots = new TreeMap<>();
    final Map<Integer, byte[]> incomingChunks = new HashMap<>();
    final TreeMap<Long, EpochChange> epochs = new TreeMap<>();
    final List<Effect> log = new ArrayList<>();
    ExecutedHeader tip = Recovered.genesis(TestChain.GENESIS).tip();
    Optional<CommitProof> tipProof = Optional.empty();
    Optional<SnapshotManifest> incoming = Optional.empty();
    SafetyRow row = Recovered.genesis(TestChain.GENESIS).row();

    /** What becomes of an answer before it is sent; nothing is sent if it is empty. */
    Function<Input.SnapshotRead, Optional<Input.SnapshotRead>> served = Optional::of;

    /** How many more effects that store something are carried out before a crash. */
    OptionalInt persistsLeft = OptionalInt.empty();

    TreeLedger ledger;
    Replica replica;
    long timer = Long.MAX_VALUE;

    @Override
    public Optional<LinkedBlock> committedAt(long height) {
      return Optional.ofNullable(committed.get(height)).map(blocks::get);
    }

    @Override
    public List<BlockHeader> committedHeaders(long first, long last) {
      var headers = new TreeMap<Long, BlockHeader>();
      snapshots
          .values()
          .forEach(
              manifest ->
                  manifest.newest().forEach(header -> headers.put(header.height(), header)));
      BlockSource.super
          .committedHeaders(first, last)
          .forEach(header -> headers.put(header.height(), header));
      return headers.values().stream()
          .filter(header -> header.height() >= first && header.height() <= last)
          .toList();
    }

    @Override
    public Optional<SnapshotManifest> incomingSnapshot() {
      return incoming;
    }

    @Override
    public Optional<byte[]> incomingChunk(int index) {
      return Optional.ofNullable(incomingChunks.get(index));
    }

    Hash stateRoot() {
      return tip.roots().stateRoot();
    }

    long height() {
      return tip.header().height();
    }

    void pruneThrough(long height) {
      committed.headMap(height, true).clear();
    }

    <T extends SnapshotWork> List<T> works(Class<T> kind) {
      return log.stream()
          .filter(Effect.Snapshot.class::isInstance)
          .map(effect -> ((Effect.Snapshot) effect).work())
          .filter(kind::isInstance)
          .map(kind::cast)
          .toList();
    }

    List<Effect.Refused> refusals(RefusalReason reason) {
      return log.stream()
          .filter(Effect.Refused.class::isInstance)
          .map(Effect.Refused.class::cast)
          .filter(refused -> refused.reason() == reason)
          .toList();
    }
  }

  final List<Host> hosts = new ArrayList<>();
  private final SnapshotOptions options;
  private final BatchOptions batches;
  private final ArrayDeque<Letter> queue = new ArrayDeque<>();
  private final ArrayDeque<Runnable> reads = new ArrayDeque<>();

  /** The payload that a message has in the end; its sender signs that one, whatever it is. */
  Function<SignedEnvelope, byte[]> altered = SignedEnvelope::payload;

  private final Set<Integer> away = new HashSet<>();
  private final Set<Integer> crashed = new HashSet<>();
  private Optional<SplittableRandom> faults = Optional.empty();
  private int transactions;
  long millis;

  SnapshotCluster(SnapshotOptions options) {
    this(options, BatchOptions.standard());
  }

  SnapshotCluster(SnapshotOptions options, BatchOptions batches) {
    this(options, batches, 4);
  }

  /** With processes that are no validators of the first epoch. */
  SnapshotCluster(SnapshotOptions options, BatchOptions batches, int processes) {
    this.batches = batches;
    this.options = options;
    for (int k = 0; k < processes; k++) {
      var host = new Host();
      host.states.put(TestChain.GENESIS.id(), SparseTree.EMPTY);
      hosts.add(host);
    }
    for (int k = 0; k < processes; k++) {
      start(k);
    }
    deliver();
  }

  private Now now() {
    return new Now(millis, START_MILLIS + 1 + millis);
  }

  /** Starts or restarts a host from its disk. */
  void start(int index) {
    Host host = hosts.get(index);
    crashed.remove(index);
    host.ledger = new TreeLedger(host.states);
    host.replica =
        new Replica(
            Identity.named(
                new ParticipantId("v" + index),
                TestChain.ELECTORATE,
                List.of(HeldKey.of(LocalCluster.key(index)))),
            new ReplicaOptions(100, 500, 1_000, 10_000).withBatches(batches).withSnapshots(options),
            host.ledger,
            host,
            new Recovered(
                TestChain.GENESIS.id(),
                host.tip,
                host.tipProof,
                host.blocks.values().stream()
                    .filter(linked -> linked.block().header().height() > host.height())
                    .toList(),
                List.of(),
                host.row,
                List.copyOf(host.epochs.values())));
    carryOut(index, host.replica.start(now()));
  }

  void cutOff(int index) {
    away.add(index);
  }

  void join(int index) {
    away.remove(index);
  }

  /** From now on some messages are lost, and some steps cut off by a crash somewhere in them. */
  void disturb(SplittableRandom random) {
    faults = Optional.of(random);
  }

  /** No more faults, and all are up and can be reached. */
  void heal() {
    faults = Optional.empty();
    away.clear();
    for (int k = 0; k < hosts.size(); k++) {
      if (crashed.contains(k)) {
        start(k);
      }
    }
  }

  boolean isCrashed(int index) {
    return crashed.contains(index);
  }

  private boolean happens(int perMille) {
    return faults.filter(random -> random.nextInt(1_000) < perMille).isPresent();
  }

  /** Submits so many transactions, one after another. */
  void submit(int count) {
    for (int n = 0; n < count; n++) {
      submit(new CanonicalWriter().i64(transactions++).toByteArray());
    }
  }

  void submit(byte[] transaction) {
    for (int k = 0; k < hosts.size(); k++) {
      if (!away.contains(k)) {
        step(k, new Input.SubmitTransaction(transaction));
      }
    }
    deliver();
    pass(300);
  }

  /** All but these forget the committed blocks up to their last snapshot. */
  void pruneAllBut(int index) {
    for (int k = 0; k < hosts.size(); k++) {
      if (k != index && !hosts.get(k).snapshots.isEmpty()) {
        hosts.get(k).pruneThrough(hosts.get(k).snapshots.lastKey());
      }
    }
  }

  void step(int index, Input input) {
    if (!crashed.contains(index)) {
      carryOut(index, hosts.get(index).replica.step(input, now()));
    }
  }

  private void carryOut(int index, List<Effect> effects) {
    Host host = hosts.get(index);
    host.log.addAll(effects);
    int crashBefore =
        happens(4) ? faults.orElseThrow().nextInt(effects.size() + 1) : effects.size() + 1;
    for (int k = 0; k < Math.min(crashBefore, effects.size()); k++) {
      if (stores(effects.get(k)) && host.persistsLeft.isPresent()) {
        if (host.persistsLeft.getAsInt() == 0) {
          crash(index);
          return;
        }
        host.persistsLeft = OptionalInt.of(host.persistsLeft.getAsInt() - 1);
      }
      carryOut(index, host, effects.get(k));
    }
    if (crashBefore <= effects.size()) {
      crash(index);
    }
  }

  private void crash(int index) {
    crashed.add(index);
    hosts.get(index).persistsLeft = OptionalInt.empty();
    hosts.get(index).timer = Long.MAX_VALUE;
  }

  private static boolean stores(Effect effect) {
    return switch (effect) {
      case Effect.PersistBlock _,
          Effect.PersistBatch _,
          Effect.PersistSafety _,
          Effect.PersistCommit _,
          Effect.PersistEpoch _ ->
          true;
      case Effect.Snapshot snapshot ->
          snapshot.work() instanceof SnapshotWork.BeginFetch
              || snapshot.work() instanceof SnapshotWork.KeepChunk
              || snapshot.work() instanceof SnapshotWork.Install;
      default -> false;
    };
  }

  private void carryOut(int index, Host host, Effect effect) {
    switch (effect) {
      case Effect.PersistBlock block ->
          host.blocks.put(block.linked().block().id(), block.linked());
      case Effect.PersistBatch _ -> {} // These hosts are never restarted within a batch's life.
      case Effect.PersistSafety safety -> host.row = safety.row();
      case Effect.PersistCommit commit -> {
        host.committed.put(commit.block().header().height(), commit.block().id());
        host.tip = ExecutedHeader.of(commit.block(), commit.roots());
        host.tipProof = Optional.of(commit.proof());
      }
      case Effect.Send send -> post(index, send.to(), send.message());
      case Effect.Broadcast broadcast ->
          broadcast.to().forEach(to -> post(index, to, broadcast.message()));
      case Effect.PersistEpoch epoch -> host.epochs.put(epoch.change().epoch(), epoch.change());
      case Effect.StartTimer timer -> host.timer = timer.deadlineMonotonicMillis();
      case Effect.Snapshot snapshot -> carryOut(index, host, snapshot.work());
      case Effect.Commit _, Effect.Answer _, Effect.Refused _, Effect.Halt _ -> {}
    }
  }

  private void post(int from, ParticipantId to, byte[] message) {
    int receiver = Integer.parseInt(to.value().substring(1));
    ConsensusMessage honest = ConsensusMessage.ofBytes(message);
    SignedEnvelope envelope = honest.envelope();
    byte[] payload = altered.apply(envelope);
    byte[] sent =
        Arrays.equals(payload, envelope.payload())
            ? message
            : new ConsensusMessage(
                    envelope
                        .context()
                        .sign(envelope.type(), envelope.signer(), payload, LocalCluster.key(from)),
                    honest.syncInfo())
                .toBytes();
    queue.add(new Letter(from, receiver, sent));
  }

  private void carryOut(int index, Host host, SnapshotWork work) {
    switch (work) {
      case SnapshotWork.Make make -> {
        var manifest =
            new SnapshotManifest(
                make.before(),
                make.headers(),
                make.proof(),
                TreeCut.of(make.state(), options.chunkBytes()));
        host.snapshots.put(manifest.height(), manifest);
      }
      case SnapshotWork.BeginFetch begin -> {
        host.incoming = Optional.of(begin.manifest());
        host.incomingChunks.clear();
      }
      case SnapshotWork.KeepChunk kept -> host.incomingChunks.put(kept.index(), kept.chunk());
      case SnapshotWork.Install install -> install(host, install.manifest());
      case SnapshotWork.Read read ->
          host.served
              .apply(read(host, read))
              .ifPresent(answer -> reads.add(() -> step(index, answer)));
      case SnapshotWork.Diverged _ -> {}
    }
  }

  private static void install(Host host, SnapshotManifest manifest) {
    host.snapshots.put(manifest.height(), manifest);
    host.incoming = Optional.empty();
    host.committed.clear();
    host.tip =
        new ExecutedHeader(
            manifest.header(),
            manifest.blockId(),
            new ExecutionRoots(manifest.stateRoot(), manifest.outcomesRoot()));
    host.tipProof = Optional.of(manifest.proof());
  }

  private static Input.SnapshotRead read(Host host, SnapshotWork.Read read) {
    long height = read.request().height();
    Optional<SnapshotManifest> manifest =
        height > 0
            ? Optional.ofNullable(host.snapshots.get(height))
            : Optional.ofNullable(host.snapshots.lastEntry()).map(Map.Entry::getValue);
    return new Input.SnapshotRead(
        read.asker(),
        read.request(),
        manifest.map(
            found ->
                read.request().isForManifest()
                    ? found.toBytes()
                    : found.cut().chunk(host.states.get(found.blockId()), read.request().chunk())));
  }

  /** Delivers until nothing is under way. */
  void deliver() {
    while (!queue.isEmpty() || !reads.isEmpty()) {
      if (queue.isEmpty()) {
        reads.remove().run();
        continue;
      }
      Letter letter = queue.remove();
      if (!away.contains(letter.from()) && !away.contains(letter.to()) && !happens(20)) {
        step(letter.to(), new Input.Received(letter.bytes()));
      }
    }
  }

  /** Lets time pass in small steps, timers firing when due. */
  void pass(long duration) {
    for (long end = millis + duration; millis < end; millis += 10) {
      for (int k = 0; k < hosts.size(); k++) {
        if (hosts.get(k).timer <= millis) {
          hosts.get(k).timer = Long.MAX_VALUE;
          step(k, new Input.Tick());
        }
      }
      deliver();
    }
  }
}
