package io.wattmesh.consensus.snapshot;

import io.wattmesh.proto.merkle.TreeCut;

/**
 * How a validator makes, hands out and uses snapshots.
 *
 * @param everyBlocks a snapshot is made of the state after each block whose height is a multiple
 * @param chunkBytes what a chunk takes at most, if it holds more than one entry
 * @param startLagBlocks one that is further behind than this starts from a snapshot; one that is
 *     nearer asks for blocks, and for a snapshot only if nobody has those any more
 * @param servedBytesPerSecond what each other validator that is behind gets a second, of blocks and
 *     snapshots together
 * @param archive whether all blocks are kept: then none is pruned, and the chain is followed block
 *     by block, never from a snapshot
 */
public record SnapshotOptions(
    long everyBlocks,
    int chunkBytes,
    long startLagBlocks,
    long servedBytesPerSecond,
    boolean archive) {
  public SnapshotOptions {
    if (everyBlocks < 1
        || chunkBytes < 1
        || chunkBytes > TreeCut.MAX_SHARED_BYTES
        || startLagBlocks < 1
        || servedBytesPerSecond < 1
        || servedBytesPerSecond > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          ("A snapshot every %d blocks, chunks of %d bytes, a start from one when %d blocks behind "
                  + "and %d bytes a second must be positive, chunks at most %d bytes and the rate "
                  + "below 2 GiB; correct the settings.")
              .formatted(
                  everyBlocks,
                  chunkBytes,
                  startLagBlocks,
                  servedBytesPerSecond,
                  TreeCut.MAX_SHARED_BYTES));
    }
  }

  /**
   * Every 1,000 blocks, 256 KiB a chunk, from a snapshot if 2,000 blocks behind, 8 MiB a second to
   * each asker, all blocks kept.
   */
  public static SnapshotOptions standard() {
    return new SnapshotOptions(1_000, 256 * 1024, 2_000, 8L * 1024 * 1024, true);
  }

  /** The same, with a snapshot after so many blocks, and what lies below the last two removed. */
  public SnapshotOptions pruningEvery(long blocks) {
    return new SnapshotOptions(blocks, chunkBytes, startLagBlocks, servedBytesPerSecond, false);
  }

  /** The same, with all blocks kept or not. */
  public SnapshotOptions withArchive(boolean all) {
    return new SnapshotOptions(everyBlocks, chunkBytes, startLagBlocks, servedBytesPerSecond, all);
  }
}
