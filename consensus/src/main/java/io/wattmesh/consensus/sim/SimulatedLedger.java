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
import java.util.Map;

/**
 * The smallest application whose state root depends on every transaction and its place: the root is
 * a hash chain. It wants one block at a stated time, as a market does when its gate closes.
 */
final class SimulatedLedger implements Application {
  private final SimulatedStore store;
  private final long wantedAtMillis;
  private final Map<Hash, ExecutedHeader> executed = new HashMap<>();

  /**
   * @param store holds the committed state, from which a restarted ledger goes on
   * @param wantedAtMillis the timestamp that some block must have reached
   */
  SimulatedLedger(SimulatedStore store, long wantedAtMillis) {
    this.store = store;
    this.wantedAtMillis = wantedAtMillis;
    ExecutedHeader tip = store.tip();
    executed.put(tip.id(), tip);
  }

  @Override
  public ExecutionRoots execute(Block block) {
    ExecutedHeader parent = executed.get(block.header().parentId());
    if (parent == null) {
      throw new IllegalStateException("The parent of " + block + " was not executed.");
    }
    Hash root = parent.roots().stateRoot();
    for (byte[] transaction : block.transactions()) {
      root = Sha256.of(root.bytes(), transaction);
    }
    var roots = new ExecutionRoots(root, MerkleTree.root(block.transactions()));
    executed.put(block.id(), ExecutedHeader.of(block, roots));
    return roots;
  }

  @Override
  public void commit(Hash blockId) {
    ExecutedHeader committed = executed.get(blockId);
    if (committed == null) {
      throw new IllegalStateException("Committed block " + blockId + " was not executed.");
    }
    executed.values().removeIf(block -> block.header().height() < committed.header().height());
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
