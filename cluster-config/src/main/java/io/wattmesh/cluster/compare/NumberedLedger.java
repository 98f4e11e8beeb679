package io.wattmesh.cluster.compare;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.replica.Application;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A ledger of numbered transactions, whose state is the hash of all of them in their order. */
final class NumberedLedger implements Application {
  private final BitSet committed = new BitSet();
  private final Map<Hash, Hash> stateAfter = new HashMap<>();
  private final Map<Hash, Block> executed = new HashMap<>();

  NumberedLedger(Block genesis) {
    stateAfter.put(genesis.id(), genesis.header().parentStateRoot());
  }

  /** The roots that a chain begins with. */
  static ExecutionRoots genesisRoots() {
    return new ExecutionRoots(Hash.ZERO, MerkleTree.root(List.of()));
  }

  static byte[] transaction(int number, int bytes) {
    return ByteBuffer.allocate(bytes).putLong(number).array();
  }

  static int number(byte[] transaction) {
    return Math.toIntExact(ByteBuffer.wrap(transaction).getLong());
  }

  @Override
  public ExecutionRoots execute(Block block) {
    Hash before = stateAfter.get(block.header().parentId());
    Hash transactions = MerkleTree.root(block.transactions());
    Hash after = Sha256.of(before.bytes(), transactions.bytes());
    stateAfter.put(block.id(), after);
    executed.put(block.id(), block);
    return new ExecutionRoots(after, transactions);
  }

  @Override
  public void commit(Hash blockId) {
    Block block = executed.remove(blockId);
    block.transactions().forEach(bytes -> committed.set(number(bytes)));
  }

  @Override
  public boolean wantsBlock(Hash parentId, long timestampMillis) {
    return false;
  }

  @Override
  public boolean mayTakeEffect(byte[] transaction) {
    return !committed.get(number(transaction));
  }
}
