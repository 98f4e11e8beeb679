package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.BlockSource;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.consensus.replica.Recovered;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is durable of one validator: blocks, batches, commit markers, ends of epochs, and the safety
 * row with the incarnation that may write it. Two hosts may have one store in common.
 */
final class SimulatedStore implements BlockSource {
  private static final Recovered GENESIS = Recovered.genesis(SimulatedChain.genesis());

  private final Map<Hash, LinkedBlock> blocks = new LinkedHashMap<>();
  private final Map<Hash, Batch> batches = new LinkedHashMap<>();
  private final List<Effect.PersistCommit> commits = new ArrayList<>();
  private final Set<Hash> committedTransactions = new HashSet<>();
  private final TreeMap<Long, EpochChange> epochs = new TreeMap<>();
  private SafetyRow row = GENESIS.row();
  private long incarnation;

  void put(LinkedBlock linked) {
    blocks.put(linked.block().id(), linked);
  }

  void put(Batch batch) {
    batches.put(batch.digest(), batch);
  }

  void put(SafetyRow newRow) {
    row = newRow;
  }

  void put(EpochChange change) {
    epochs.put(change.epoch(), change);
  }

  /** Appends a commit; one that is stored already must be the same. */
  void put(Effect.PersistCommit commit) {
    int index = Math.toIntExact(commit.block().header().height()) - 1;
    if (index > commits.size()) {
      throw new InvariantViolation(
          "Order: commit of height %d stored after height %d."
              .formatted(index + 1, commits.size()));
    }
    if (index < commits.size()) {
      return;
    }
    commits.add(commit);
    commit.block().batches().forEach(certified -> batches.remove(certified.batch().digest()));
    long round = commit.block().header().round();
    batches.values().removeIf(batch -> batch.ack().expiryRound() < round);
    commit
        .block()
        .transactions()
        .forEach(bytes -> committedTransactions.add(TransactionPool.idOf(bytes)));
  }

  SafetyRow row() {
    return row;
  }

  /** Takes the row over from whoever has it. */
  long claim() {
    return ++incarnation;
  }

  long incarnation() {
    return incarnation;
  }

  long height() {
    return commits.size();
  }

  boolean hasCommitted(Hash transactionId) {
    return committedTransactions.contains(transactionId);
  }

  /** How many of these it has committed. */
  long committedOf(Set<Hash> transactionIds) {
    return transactionIds.stream().filter(committedTransactions::contains).count();
  }

  boolean hasCommittedAll(Set<Hash> transactionIds) {
    return committedTransactions.size() >= transactionIds.size()
        && committedTransactions.containsAll(transactionIds);
  }

  /** The committed blocks up to a height, oldest first. */
  List<Block> committedBlocks(long height) {
    return commits.stream().limit(height).map(Effect.PersistCommit::block).toList();
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    return height >= 1 && height <= commits.size()
        ? Optional.ofNullable(blocks.get(commits.get((int) height - 1).block().id()))
        : Optional.empty();
  }

  private ExecutedHeader tip() {
    return commits.isEmpty()
        ? GENESIS.tip()
        : ExecutedHeader.of(commits.getLast().block(), commits.getLast().roots());
  }

  Recovered recover() {
    ExecutedHeader tip = tip();
    return new Recovered(
        SimulatedChain.genesis().id(),
        tip,
        commits.isEmpty() ? Optional.empty() : Optional.of(commits.getLast().proof()),
        blocks.values().stream()
            .filter(linked -> linked.block().header().height() > tip.header().height())
            .toList(),
        List.copyOf(batches.values()),
        row,
        List.copyOf(epochs.values()));
  }
}
