package io.wattmesh.agents.scenario;

/**
 * Whether bids are sealed until the books are closed.
 *
 * @param forfeitMicrosPerMwh what a sealed bid that does not stand costs for each MWh that its
 *     participant's devices could move in the interval, micro-$/MWh; 0 where bids are open
 */
public record SealedBidSpec(boolean isSealed, long forfeitMicrosPerMwh) {
  /** Bids are open. */
  public static final SealedBidSpec OPEN = new SealedBidSpec(false, 0);
}
