package io.wattmesh.load.plan;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.replica.ReplicaOptions;

/** What the product fixes. */
final class Limits {
  /** The most that a block's transactions have. */
  static final double BLOCK_BYTES = Block.MAX_TRANSACTION_BYTES;

  /** A leader waits so long for more to order. */
  static final double PACE_SECONDS = ReplicaOptions.STANDARD_PACE_MILLIS / 1e3;

  /** What a bus's book, one signed transaction, can carry. */
  static final double BIDS_A_BOOK = 14_000;

  private Limits() {}
}
