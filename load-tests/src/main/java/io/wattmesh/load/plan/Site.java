package io.wattmesh.load.plan;

import java.util.Optional;

/**
 * Where a simulated interval's work is done.
 *
 * @param shared the processors that all share, if it is one machine
 * @param aggregatorCores of all aggregators and meters together
 * @param regionCores of each region
 * @param validatorCores of each validator
 * @param latencySeconds of a message one way, mean
 * @param bytesPerSecond that a validator's link carries each way
 * @param windowSeconds how long bids are taken, half of them in the last ten seconds
 */
record Site(
    Optional<Double> shared,
    double aggregatorCores,
    double regionCores,
    double validatorCores,
    double latencySeconds,
    double bytesPerSecond,
    double windowSeconds) {
  /** Within a process a message takes no longer than a look at a mailbox. */
  private static final double INSIDE_SECONDS = 20e-6;

  /** Nothing of what is measured in one process goes over a wire; this is a copy in memory. */
  private static final double MEMORY_BYTES_PER_SECOND = 2e9;

  /** One process on so many processors, as the load tester's. */
  static Site oneMachine(double cores, double windowSeconds) {
    return new Site(
        Optional.of(cores),
        cores,
        cores,
        cores,
        INSIDE_SECONDS,
        MEMORY_BYTES_PER_SECOND,
        windowSeconds);
  }
}
