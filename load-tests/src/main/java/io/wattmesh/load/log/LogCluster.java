package io.wattmesh.load.log;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.replica.ReplicaOptions;
import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.ledger.replication.ToValidator;
import io.wattmesh.ledger.replication.actor.ValidatorActor;
import io.wattmesh.ledger.replication.actor.ValidatorKeys;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.MemoryLedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.ledger.store.cassandra.CassandraLedgerStore;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** A cluster of as many nodes as there are validators, and one for all clients. */
final class LogCluster implements AutoCloseable {
  private static final String VALIDATOR_ROLE = "validator";
  private static final Props DISK = DispatcherSelector.fromConfig("wattmesh.disk-dispatcher");
  private static final long MAX_POOL_BYTES = 256L * 1024 * 1024;

  /**
   * How a cluster is set up.
   *
   * @param folder of the validators' stores, if they have a disk
   * @param database where their stores are, if they are in Cassandra
   * @param signed whether validators check what clients sign
   * @param baseTimeoutMillis a round's time after a commit
   * @param crashes whether validators can be down, which costs each message one hop more
   */
  record Setup(
      BenchmarkChain chain,
      StoreKind store,
      Path folder,
      Optional<CassandraSettings> database,
      boolean signed,
      long baseTimeoutMillis,
      boolean crashes) {}

  final LoopbackNode clients = LoopbackNode.start("client");
  private final Setup setup;
  private final Set<Integer> down = ConcurrentHashMap.newKeySet();
  private final List<LoopbackNode> nodes = new ArrayList<>();
  private final Map<Integer, ReplicaStatus> statuses = new ConcurrentHashMap<>();
  private final Map<Integer, LedgerStore> memories = new ConcurrentHashMap<>();

  /**
   * @param down indices of validators that do not run at first
   */
  LogCluster(Setup setup, Set<Integer> down) {
    this.setup = setup;
    this.down.addAll(down);
    clients.join(clients.address());
    int count = setup.chain().genesis().validators().size();
    for (int k = 0; k < count; k++) {
      LoopbackNode node = LoopbackNode.start(VALIDATOR_ROLE);
      nodes.add(node);
      node.join(clients.address());
      sharding(node).init(entity(node));
    }
    sharding(clients).init(entity(clients));
    for (int k = 0; k < count; k++) {
      wake(k);
    }
    awaitValidators(count - down.size());
  }

  private static ClusterSharding sharding(LoopbackNode node) {
    return ClusterSharding.get(node.system);
  }

  private Entity<ToValidator, ShardingEnvelope<ToValidator>> entity(LoopbackNode node) {
    return Entity.of(
            ValidatorKeys.VALIDATOR,
            entity -> {
              var name = new ParticipantId(entity.getEntityId());
              int index = setup.chain().genesis().validators().indexOf(name);
              return setup.crashes()
                  ? Crashable.of(validator(node, index), DISK, () -> down.contains(index))
                  : validator(node, index);
            })
        .withEntityProps(setup.crashes() ? Props.empty() : DISK)
        .withRole(VALIDATOR_ROLE);
  }

  private void wake(int index) {
    ValidatorKeys.validator(sharding(clients), BenchmarkChain.validator(index))
        .tell(new ToValidator.Wake());
  }

  /** Stops a validator as a crash would, but for what the disk has; it forgets everything else. */
  void crash(int index) {
    down.add(index);
    wake(index);
  }

  /** Starts a crashed validator from its store. */
  void restart(int index) {
    down.remove(index);
    wake(index);
  }

  private Behavior<ToValidator> validator(LoopbackNode node, int index) {
    ParticipantId name = BenchmarkChain.validator(index);
    return ValidatorActor.create(
        new ValidatorActor.Post(
            setup.chain().genesis(),
            name,
            List.of(BenchmarkChain.key(name)),
            setup.chain().validatorNames(),
            new ReplicaOptions(
                    setup.baseTimeoutMillis(), 5_000, Block.MAX_TRANSACTION_BYTES, MAX_POOL_BYTES)
                .withPaceMillis(ReplicaOptions.STANDARD_PACE_MILLIS),
            () -> store(index),
            setup.folder().resolve("validator-" + index + "-divergence.json"),
            status -> statuses.put(index, status),
            System::currentTimeMillis,
            node.system.deadLetters(),
            setup.signed()));
  }

  private LedgerStore store(int index) {
    return switch (setup.store()) {
      case MEMORY -> memories.computeIfAbsent(index, _ -> new MemoryLedgerStore());
      case ROCKSDB -> RocksLedgerStore.open(setup.folder().resolve("validator-" + index));
      case CASSANDRA ->
          CassandraLedgerStore.open(
              setup.database().orElseThrow(),
              setup.chain().genesis().chainId(),
              BenchmarkChain.validator(index));
    };
  }

  private void awaitValidators(int count) {
    long deadlineNanos = System.nanoTime() + 60_000_000_000L;
    while (statuses.size() < count) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IllegalStateException(
            "Of %d validators only %s run after a minute.".formatted(count, statuses.keySet()));
      }
      Pause.millis(50);
    }
  }

  /** The highest height that any validator has told; told a few times a second. */
  long highestCommit() {
    return statuses.values().stream().mapToLong(ReplicaStatus::committedHeight).max().orElse(0);
  }

  @Override
  public void close() {
    nodes.forEach(LoopbackNode::beginToStop);
    nodes.forEach(LoopbackNode::close);
    clients.close();
  }
}
