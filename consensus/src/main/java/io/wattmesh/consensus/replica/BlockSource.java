package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.BlockHeader;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Reads committed blocks back, for validators that are behind, and what was fetched so far of a
 * snapshot, for this one when it is.
 */
@FunctionalInterface
public interface BlockSource {
  /**
   * The committed block of a height; empty for genesis and for what is pruned or not stored yet.
   */
  Optional<LinkedBlock> committedAt(long height);

  /**
   * The headers of the committed blocks of these heights that are known, rising: of blocks that are
   * stored, and where they are pruned, of those that a snapshot shows.
   */
  default List<BlockHeader> committedHeaders(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(this::committedAt)
        .flatMap(Optional::stream)
        .map(linked -> linked.block().header())
        .toList();
  }

  /** The snapshot that is being fetched; kept over restarts until it is installed or replaced. */
  default Optional<SnapshotManifest> incomingSnapshot() {
    return Optional.empty();
  }

  /** A chunk of the snapshot that is being fetched, if it is here. */
  default Optional<byte[]> incomingChunk(int index) {
    return Optional.empty();
  }
}
