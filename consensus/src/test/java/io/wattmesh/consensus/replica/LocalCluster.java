package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.message.ConsensusMessage;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.Validator;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Four replicas with real keys, joined by queues that lose nothing unless told to. */
final class LocalCluster {
  static final long START_MILLIS = TestChain.GENESIS.header().timestampMillis();

  record Letter(int from, int to, byte[] bytes) {
    MessageType type() {
      return ConsensusMessage.ofBytes(bytes).envelope().type();
    }
  }

  private static final byte VALIDATORS = 77;

  /** The transaction by which these validators take over. */
  static byte[] changeTo(ValidatorSet validators) {
    return new CanonicalWriter().u8(VALIDATORS).raw(validators.toBytes()).toByteArray();
  }

  /** Those of these numbers, of equal power, each with its own key. */
  static ValidatorSet numbers(long epoch, int... numbers) {
    return new ValidatorSet(
        epoch,
        IntStream.of(numbers)
            .mapToObj(k -> new Validator(new ParticipantId("v" + k), key(k).verificationKey(), 1))
            .toList());
  }

  /** The validators that a transaction names, if it is a change. */
  static Optional<ValidatorSet> changeIn(byte[] transaction) {
    return transaction[0] == VALIDATORS
        ? Optional.of(
            CanonicalReader.readAll(
                Arrays.copyOfRange(transaction, 1, transaction.length), ValidatorSet::read))
        : Optional.empty();
  }

  /** Executes to the same roots always; wants no block; takes a change of validators. */
  static class Ledger implements Application {
    private final Map<Hash, ValidatorSet> scheduled = new HashMap<>();
    boolean wants;

    @Override
    public ExecutionRoots execute(Block block) {
      block.transactions().stream()
          .filter(_ -> !block.header().endsEpoch())
          .flatMap(bytes -> changeIn(bytes).stream())
          .filter(next -> next.epoch() == block.header().epoch() + 1)
          .forEach(next -> scheduled.put(block.id(), next));
      return TestChain.ROOTS;
    }

    @Override
    public Optional<ValidatorSet> scheduledValidators(Hash blockId) {
      return Optional.ofNullable(scheduled.get(blockId));
    }

    @Override
    public void commit(Hash blockId) {}

    @Override
    public boolean wantsBlock(Hash parentId, long timestampMillis) {
      return wants;
    }

    @Override
    public boolean mayTakeEffect(byte[] transaction) {
      return transaction[0] != -1;
    }
  }

  /** One replica and all that its shell keeps. */
  static final class Host {
    final Map<Hash, LinkedBlock> blocks = new HashMap<>();
    final Map<Hash, Batch> batches = new LinkedHashMap<>();
    final List<Effect.PersistCommit> commits = new ArrayList<>();
    final List<EpochChange> epochs = new ArrayList<>();
    final List<HeldKey> keys = new ArrayList<>();
    final List<Effect> log = new ArrayList<>();
    Ledger ledger = new Ledger();
    SafetyRow row = Recovered.genesis(TestChain.GENESIS).row();
    Replica replica;
    boolean up = true;
    long timer = Long.MAX_VALUE;

    Optional<LinkedBlock> committedAt(long height) {
      return height >= 1 && height <= commits.size()
          ? Optional.of(blocks.get(commits.get((int) height - 1).block().id()))
          : Optional.empty();
    }

    Recovered recovered() {
      Recovered genesis = Recovered.genesis(TestChain.GENESIS);
      if (commits.isEmpty()) {
        return new Recovered(
            genesis.genesisId(),
            genesis.tip(),
            Optional.empty(),
            List.copyOf(blocks.values()),
            List.copyOf(batches.values()),
            row,
            epochs());
      }
      Effect.PersistCommit last = commits.getLast();
      return new Recovered(
          genesis.genesisId(),
          ExecutedHeader.of(last.block(), last.roots()),
          Optional.of(last.proof()),
          blocks.values().stream()
              .filter(l -> l.block().header().height() > last.block().header().height())
              .toList(),
          batches.values().stream().filter(this::isUncommitted).toList(),
          row,
          epochs());
    }

    private List<EpochChange> epochs() {
      return epochs.stream().distinct().toList();
    }

    private boolean isUncommitted(Batch batch) {
      return commits.stream()
          .flatMap(commit -> commit.block().batches().stream())
          .noneMatch(certified -> certified.batch().equals(batch));
    }

    List<Effect.Commit> committed() {
      return log.stream()
          .filter(Effect.Commit.class::isInstance)
          .map(Effect.Commit.class::cast)
          .toList();
    }

    List<Effect.Answer> answers() {
      return log.stream()
          .filter(Effect.Answer.class::isInstance)
          .map(Effect.Answer.class::cast)
          .toList();
    }

    List<ConsensusMessage> sent(MessageType type) {
      return log.stream()
          .flatMap(
              effect ->
                  switch (effect) {
                    case Effect.Send send -> Stream.of(send.message());
                    case Effect.Broadcast broadcast -> Stream.of(broadcast.message());
                    default -> Stream.<byte[]>empty();
                  })
          .map(ConsensusMessage::ofBytes)
          .filter(message -> message.envelope().type() == type)
          .toList();
    }

    /** The transactions of the committed blocks, in their order. */
    List<byte[]> ordered() {
      return commits.stream().flatMap(commit -> commit.block().transactions().stream()).toList();
    }

    List<RefusalReason> refusals() {
      return log.stream()
          .filter(Effect.Refused.class::isInstance)
          .map(effect -> ((Effect.Refused) effect).reason())
          .toList();
    }
  }

  final List<Host> hosts = new ArrayList<>();
  final ArrayDeque<Letter> queue = new ArrayDeque<>();
  ReplicaOptions options = new ReplicaOptions(100, 500, 1_000, 10_000);
  BiPredicate<Integer, Integer> link = (_, _) -> true;
  Predicate<Letter> lost = _ -> false;
  long millis;

  LocalCluster() {
    this(4);
  }

  /** With processes that are no validators of the first epoch. */
  LocalCluster(int processes) {
    for (int k = 0; k < processes; k++) {
      hosts.add(new Host());
      hosts.get(k).keys.add(HeldKey.of(key(k)));
    }
  }

  static SigningKey key(int process) {
    return DemoKeys.derive(7, "v" + process);
  }

  static LocalCluster started() {
    return new LocalCluster().start();
  }

  /** Four replicas that put everything into batches. */
  static LocalCluster batching(BatchOptions batches) {
    var cluster = new LocalCluster();
    cluster.options = new ReplicaOptions(100, 500, 1_000, 10_000).withBatches(batches);
    return cluster.start();
  }

  private LocalCluster start() {
    for (int k = 0; k < 4; k++) {
      start(k);
    }
    deliver();
    return this;
  }

  Now now() {
    return new Now(millis, START_MILLIS + 1 + millis);
  }

  void start(int index) {
    Host host = hosts.get(index);
    host.up = true;
    host.replica =
        new Replica(
            Identity.named(new ParticipantId("v" + index), TestChain.ELECTORATE, host.keys),
            options,
            host.ledger,
            host::committedAt,
            host.recovered());
    carryOut(index, host.replica.start(now()));
  }

  void step(int index, Input input) {
    if (hosts.get(index).up) {
      carryOut(index, hosts.get(index).replica.step(input, now()));
    }
  }

  private void carryOut(int index, List<Effect> effects) {
    Host host = hosts.get(index);
    host.log.addAll(effects);
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.PersistBlock block ->
            host.blocks.put(block.linked().block().id(), block.linked());
        case Effect.PersistBatch batch -> host.batches.put(batch.batch().digest(), batch.batch());
        case Effect.PersistSafety safety -> host.row = safety.row();
        case Effect.PersistCommit commit -> host.commits.add(commit);
        case Effect.PersistEpoch epoch -> host.epochs.add(epoch.change());
        case Effect.Send send -> queue.add(letter(index, send.to(), send.message()));
        case Effect.Broadcast broadcast ->
            broadcast.to().forEach(to -> queue.add(letter(index, to, broadcast.message())));
        case Effect.StartTimer timer -> host.timer = timer.deadlineMonotonicMillis();
        case Effect.Commit _,
            Effect.Answer _,
            Effect.Refused _,
            Effect.Halt _,
            Effect.Snapshot _ -> {}
      }
    }
  }

  private static Letter letter(int from, ParticipantId to, byte[] message) {
    return new Letter(from, Integer.parseInt(to.value().substring(1)), message);
  }

  /** Delivers until nothing is under way. */
  void deliver() {
    deliver(Integer.MAX_VALUE);
  }

  /** Delivers so many letters, or fewer if no more are under way. */
  void deliver(int most) {
    for (int k = 0; k < most && !queue.isEmpty(); k++) {
      Letter letter = queue.remove();
      if (link.test(letter.from(), letter.to()) && !lost.test(letter)) {
        step(letter.to(), new Input.Received(letter.bytes()));
      }
    }
  }

  void submit(byte[] transaction) {
    handIn(transaction);
    deliver();
  }

  /** Submits to one alone. */
  void submit(int index, byte[] transaction) {
    step(index, new Input.SubmitTransaction(transaction));
    deliver();
  }

  void handIn(byte[] transaction) {
    for (int k = 0; k < hosts.size(); k++) {
      step(k, new Input.SubmitTransaction(transaction));
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
