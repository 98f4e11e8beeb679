package io.wattmesh.grid.clearing;

import io.wattmesh.grid.clearing.message.ResultPart;

/** How an interval's clearing ended, as a region knows it. */
public sealed interface ClearingOutcome {
  /** What it took. */
  ClearingEffort effort();

  /**
   * Exact prices were found.
   *
   * @param result at the root of the region tree the whole network's result, elsewhere the
   *     subtree's
   */
  record Cleared(ResultPart result, ClearingEffort effort) implements ClearingOutcome {}

  /** No prices were found within the budget; the interval must be declared void. */
  record Failed(String reason, ClearingEffort effort) implements ClearingOutcome {}
}
