package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;
import java.util.Optional;

/**
 * That a validator computed other roots for a block than a quorum certified.
 *
 * @param height the height of the first block whose roots differ
 * @param own what this validator computed for it
 * @param certified what the block above states
 * @param before this validator's state before the block, which is not known to differ
 * @param after this validator's state after the block
 * @param keyPrefix the first range of keys in which another validator's snapshot differs, as the
 *     first bits of the keys' hashes; empty until one could be compared
 */
public record Divergence(
    long height,
    Hash blockId,
    ExecutionRoots own,
    ExecutionRoots certified,
    Optional<SparseTree> before,
    Optional<SparseTree> after,
    Optional<String> keyPrefix) {
  public Divergence {
    Objects.requireNonNull(blockId);
    Objects.requireNonNull(own);
    Objects.requireNonNull(certified);
    Objects.requireNonNull(before);
    Objects.requireNonNull(after);
    Objects.requireNonNull(keyPrefix);
  }

  Divergence at(String prefix) {
    return new Divergence(height, blockId, own, certified, before, after, Optional.of(prefix));
  }
}
