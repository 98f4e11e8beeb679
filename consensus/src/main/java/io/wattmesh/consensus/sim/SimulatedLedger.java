package io.wattmesh.consensus.sim;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.payload.TransactionPool;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The smallest application whose state root depends on every transaction and its place: the root is
 * a hash chain over first occurrences. It wants one block at a stated time, as a market does when
 * its gate closes.
 */
final class SimulatedLedger implements Application {
  private final SimulatedStore store;
  private final long wantedAtMillis;
  private final Map<Hash, ExecutedHeader> executed = new HashMap<>();
  private final Map<Hash, Set<Hash>> effective = new HashMap<>();
  private final Set<Hash> committed;

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
    return !store.hasCommitted(TransactionPool.idOf(transaction));
  }
}
