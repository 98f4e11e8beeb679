package io.wattmesh.ledger.store;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.chain.VoteContent;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * A process that writes blocks until its store can't, and says of each that it is stored once it
 * is. Started with a limit on the size of files, it meets what a full disk looks like.
 */
public final class FillingStore {
  static final int MOST_BLOCKS = 2_000;

  private static final int TRANSACTION_BYTES = 4_096;

  private FillingStore() {}

  /**
   * Writes to a store.
   *
   * @param arguments its folder
   */
  public static void main(String[] arguments) {
    try (var store = RocksLedgerStore.open(Path.of(arguments[0]))) {
      Block parent = Block.genesis(0, 1, new ExecutionRoots(Hash.ZERO, Hash.ZERO));
      for (int k = 1; k <= MOST_BLOCKS; k++) {
        LinkedBlock next = child(parent);
        store.putBlock(next);
        System.out.println("stored " + next.block().id().hex());
        parent = next.block();
      }
    } catch (IllegalStateException e) {
      System.out.println("failed " + e.getMessage());
    }
  }

  private static LinkedBlock child(Block parent) {
    BlockHeader below = parent.header();
    List<byte[]> transactions = List.of(new byte[TRANSACTION_BYTES]);
    var header =
        new BlockHeader(
            0,
            below.round() + 1,
            below.height() + 1,
            parent.id(),
            0,
            below.timestampMillis() + 1,
            MerkleTree.root(transactions),
            MerkleTree.root(List.of()),
            Hash.ZERO,
            Hash.ZERO,
            Hash.ZERO);
    var content = new VoteContent(below.round(), parent.id(), Math.max(0, below.round() - 1));
    return new LinkedBlock(
        new Block(header, transactions), new QuorumCertificate(content, new TreeMap<>()));
  }
}
