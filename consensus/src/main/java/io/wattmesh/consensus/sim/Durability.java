package io.wattmesh.consensus.sim;

/** What becomes of a host's writes. */
public enum Durability {
  /** Every write is done, for good, within the step that asks for it. */
  AT_ONCE,
  /**
   * A local disk: writes take their time, in order; a crash forgets those that were not synced yet,
   * or some of them, the newest first.
   */
  LOSSY_DISK,
  /**
   * A row store in common with other machines: the safety row goes by compare-and-set under an
   * incarnation, is slow, and its outcome may stay unknown until it is read back. A second host may
   * take the validator over while the first is still running.
   */
  SHARED_ROW
}
