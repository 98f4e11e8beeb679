package io.wattmesh.agents.scenario;

/**
 * Who collects the bids of a bus, and what it costs to leave one out.
 *
 * @param perBus how many aggregators each bus with participants has
 * @param bondMicros what each of them deposits, micro-tokens
 * @param claimWindowSeconds how long omissions can be claimed after an interval's book deadline; 0
 *     if they can't
 * @param penaltyMicros what an omission takes from the bond
 * @param compensationMicros how much of that goes to the participant
 */
public record AggregatorSpec(
    int perBus,
    long bondMicros,
    int claimWindowSeconds,
    long penaltyMicros,
    long compensationMicros) {
  /** As many as a bus may have. */
  static final int MOST_PER_BUS = 4;
}
