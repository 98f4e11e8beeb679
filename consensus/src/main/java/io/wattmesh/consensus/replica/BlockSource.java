package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.LinkedBlock;
import java.util.Optional;

/** Reads committed blocks back, for validators that are behind. */
@FunctionalInterface
public interface BlockSource {
  /**
   * The committed block of a height; empty for genesis and for what is pruned or not stored yet.
   */
  Optional<LinkedBlock> committedAt(long height);
}
