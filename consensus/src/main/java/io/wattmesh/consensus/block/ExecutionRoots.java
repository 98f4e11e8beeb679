package io.wattmesh.consensus.block;

import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * What executing a block led to; its child's header states them.
 *
 * @param stateRoot root of the state after the block
 * @param outcomesRoot Merkle root of the outcomes of the block's transactions
 */
public record ExecutionRoots(Hash stateRoot, Hash outcomesRoot) {
  public ExecutionRoots {
    Objects.requireNonNull(stateRoot);
    Objects.requireNonNull(outcomesRoot);
  }

  @Override
  public String toString() {
    return "state %s, outcomes %s".formatted(stateRoot.shortHex(), outcomesRoot.shortHex());
  }
}
