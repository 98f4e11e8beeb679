package io.wattmesh.consensus.block;

import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/** A block's header and what its execution here led to: all that a child is checked against. */
public record ExecutedHeader(BlockHeader header, Hash id, ExecutionRoots roots) {
  public ExecutedHeader {
    Objects.requireNonNull(header);
    Objects.requireNonNull(id);
    Objects.requireNonNull(roots);
  }

  public static ExecutedHeader of(Block block, ExecutionRoots roots) {
    return new ExecutedHeader(block.header(), block.id(), roots);
  }
}
