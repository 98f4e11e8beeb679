package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.consensus.replica.Effect;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The smallest application whose state root depends on every transaction and its place: the root is
 * a hash chain over first occurrences. It wants one block at a stated time, as a market does when
 * its gate closes.
 */
final class SimulatedLedger implements Application {
  private final SimulatedStore store;
  private final long wantedAtMillis;
  private static final byte[] VALIDATORS = "validators".getBytes(StandardCharsets.US_ASCII);

  private final Map<Hash, ExecutedHeader> executed = new HashMap<>();
  private final Map<Hash, Set<Hash>> effective = new HashMap<>();
  private final Set<Hash> committed;

  /** Who takes over after the child of each block; no entry if nobody. */
  private final Map<Hash, ValidatorSet> scheduled = new HashMap<>();

  /**
   * @param store holds the committed state, from which a restarted ledger goes on
   * @param wantedAtMillis the timestamp that some block must have reached
   */
  SimulatedLedger(SimulatedStore store, long wantedAtMillis) {
    this.store = store;
    this.wantedAtMillis = wantedAtMillis;
    ExecutedHeader tip = store.tip();
    executed.put(tip.id(), tip);
    committed = new HashSet<>(store.committedTransactionIds());
    store.commitAt(store.height()).map(Effect.PersistCommit::block).ifPresent(this::schedule);
  }

  /** The transaction by which these validators take over, if they are of the next epoch. */
  static byte[] changeTo(ValidatorSet validators) {
    return new CanonicalWriter().raw(VALIDATORS).raw(validators.toBytes()).toByteArray();
  }

  private void schedule(Block block) {
    if (!block.header().endsEpoch()) {
      block.transactions().stream()
          .flatMap(transaction -> change(transaction).stream())
          .filter(next -> next.epoch() == block.header().epoch() + 1)
          .findFirst()
          .ifPresent(next -> scheduled.put(block.id(), next));
    }
  }

  private static Optional<ValidatorSet> change(byte[] transaction) {
    return transaction.length > VALIDATORS.length
            && Arrays.equals(Arrays.copyOf(transaction, VALIDATORS.length), VALIDATORS)
        ? Optional.of(
            CanonicalReader.readAll(
                Arrays.copyOfRange(transaction, VALIDATORS.length, transaction.length),
                ValidatorSet::read))
        : Optional.empty();
  }

  @Override
  public Optional<ValidatorSet> scheduledValidators(Hash blockId) {
    return Optional.ofNullable(scheduled.get(blockId));
  }

  @Override
  public ExecutionRoots execute(Block block) {
    ExecutedHeader parent = executed.get(block.header().parentId());
    if (parent == null) {
      throw new IllegalStateException("The parent of " + block + " was not executed.");
    }
    Hash root = parent.roots().stateRoot();
    Set<Hash> fresh = new HashSet<>();
    for (byte[] transaction : block.transactions()) {
      Hash id = TransactionPool.idOf(transaction);
      if (!isDone(parent.id(), id) && fresh.add(id)) {
        root = Sha256.of(root.bytes(), transaction);
      }
    }
    effective.put(block.id(), fresh);
    var roots = new ExecutionRoots(root, MerkleTree.root(block.transactions()));
    executed.put(block.id(), ExecutedHeader.of(block, roots));
    schedule(block);
    return roots;
  }

  /** Whether a transaction was executed up to a block: then it has no second effect. */
  private boolean isDone(Hash blockId, Hash transactionId) {
    Hash at = blockId;
    while (effective.containsKey(at)) {
      if (effective.get(at).contains(transactionId)) {
        return true;
      }
      at = executed.get(at).header().parentId();
    }
    return committed.contains(transactionId);
  }

  @Override
  public void commit(Hash blockId) {
    ExecutedHeader tip = executed.get(blockId);
    if (tip == null) {
      throw new IllegalStateException("Committed block " + blockId + " was not executed.");
    }
    committed.addAll(effective.remove(blockId));
    executed.values().removeIf(block -> block.header().height() < tip.header().height());
    effective.keySet().retainAll(executed.keySet());
  }

  @Override
  public boolean wantsBlock(Hash parentId, long timestampMillis) {
    return timestampMillis >= wantedAtMillis
        && executed.get(parentId).header().timestampMillis() < wantedAtMillis;
  }

  @Override
  public boolean mayTakeEffect(byte[] transaction) {
    BlockHeader tip = store.tip().header();
    long present = tip.endsEpoch() ? tip.epoch() + 1 : tip.epoch();
    return !store.hasCommitted(TransactionPool.idOf(transaction))
        && change(transaction).map(next -> next.epoch() == present + 1).orElse(true);
  }
}
