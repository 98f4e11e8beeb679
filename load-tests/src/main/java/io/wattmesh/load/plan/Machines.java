package io.wattmesh.load.plan;

/**
 * What a plan's nodes are like: given, not measured.
 *
 * @param intervalSeconds of the market
 * @param validatorCores of each validator's machine
 * @param gigabits that its link carries each way
 * @param gigabytes of its memory
 * @param use how busy processors may be, a share
 * @param latencySeconds of a message one way
 * @param batchFactor how much cheaper a check is among many checked together: assumed, not measured
 */
record Machines(
    double intervalSeconds,
    int validatorCores,
    double gigabits,
    double gigabytes,
    double use,
    double latencySeconds,
    double batchFactor) {
  double bytesPerSecond() {
    return gigabits * 1e9 / 8;
  }
}
