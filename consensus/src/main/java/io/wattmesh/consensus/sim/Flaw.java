package io.wattmesh.consensus.sim;

/** A bug of what is around the replicas, for tests that must see it caught. */
enum Flaw {
  /** The shell takes a write for durable when the disk has it, not when it is synced. */
  DOES_NOT_WAIT_FOR_SYNC,
  /** The row is written whoever has claimed it since, and whatever it holds. */
  WRITES_ROW_UNCONDITIONALLY,
  /** A starting validator reads the row before it claims it. */
  READS_BEFORE_CLAIMING,
  /** A compare-and-set of unknown outcome counts as applied. */
  TAKES_UNKNOWN_FOR_APPLIED,
  /** A failed write is passed over. */
  SWALLOWS_STORAGE_ERRORS,
  /** A transfer that is ordered twice takes effect twice. */
  TRANSFER_REPEATS,
  /** A transfer credits more than it debits when the account has not enough. */
  TRANSFER_OVERDRAWS,
  /** The state root is another function of the blocks than all others'. */
  ROOT_OF_ITS_OWN,
  /** The state root depends on what else was executed. */
  ROOT_BY_HISTORY
}
