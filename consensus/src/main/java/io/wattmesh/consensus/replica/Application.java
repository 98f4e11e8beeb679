package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.ExecutedHeader;
import io.wattmesh.consensus.block.ExecutionRoots;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.model.Hash;
import java.util.Optional;
import java.util.Set;

/**
 * What the log is for. Called within a step, on its thread; must not block. Executing is
 * deterministic: the roots depend on the chain of blocks alone, so that honest validators agree.
 */
public interface Application {
  /**
   * Executes a block on the state that its parent led to and remembers the outcome under its id.
   * The parent is the last committed block or was executed before; two blocks may share a parent.
   */
  ExecutionRoots execute(Block block);

  /**
   * The block is committed. It was executed, and its parent is the last committed block. Outcomes
   * of blocks that do not descend from it can be dropped.
   */
  void commit(Hash blockId);

  /**
   * Whether an empty block of this timestamp is wanted, since some deadline of the state passed.
   */
  boolean wantsBlock(Hash parentId, long timestampMillis);

  /**
   * The validators of the next epoch, if the state after a block has them wait for their turn. The
   * block is the last committed one or was executed; its child is then the last of its epoch, and
   * the state after that child has none waiting.
   */
  default Optional<ValidatorSet> scheduledValidators(Hash blockId) {
    return Optional.empty();
  }

  /**
   * Whether the transaction could still take effect, by the committed state; keeps the pool clean.
   */
  boolean mayTakeEffect(byte[] transaction);

  /**
   * Which transactions of the last committed block were refused for no other reason than that they
   * came too early: they change nothing yet, and may be ordered again.
   */
  default Set<Hash> tooEarly() {
    return Set.of();
  }

  /**
   * The state after the last committed block or one executed above it, whose root is the block's
   * state root; empty for any other block. An application whose state is no such tree always gives
   * none: no snapshots are made of it, and it is never asked to restore one.
   */
  default Optional<SparseTree> stateAfter(Hash blockId) {
    return Optional.empty();
  }

  /**
   * Goes on from a snapshot: its block becomes the last committed one, whatever was executed before
   * is forgotten.
   *
   * @param state has the block's state root
   */
  default void restore(ExecutedHeader block, SparseTree state) {
    throw new UnsupportedOperationException(
        "This application has no state that a snapshot could bring.");
  }
}
