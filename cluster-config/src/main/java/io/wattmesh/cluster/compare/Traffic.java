package io.wattmesh.cluster.compare;

/**
 * What all three have in common. Transactions come evenly: the kth, from 0, at (k + 1) / rate.
 *
 * @param arrivalTps transactions a second
 * @param transactionBytes of each
 * @param delaySeconds what a message takes from anybody to anybody, one way
 */
public record Traffic(double arrivalTps, int transactionBytes, double delaySeconds) {
  static final double MAX_TPS = 1_000_000;
  private static final int MAX_BYTES = 65_536;
  private static final double MAX_DELAY_SECONDS = 600;

  /** What tells one transaction from another takes these bytes. */
  static final int MIN_BYTES = Long.BYTES;

  public Traffic {
    Ranges.require("arrival rate (TPS)", arrivalTps, 1e-3, MAX_TPS);
    Ranges.require("transaction size (bytes)", transactionBytes, MIN_BYTES, MAX_BYTES);
    Ranges.require("network delay (s)", delaySeconds, 0, MAX_DELAY_SECONDS);
  }

  /** How many have come by a time. */
  long arrivedBy(double seconds) {
    return seconds <= 0 ? 0 : (long) Math.floor(seconds * arrivalTps);
  }

  double arrivalSeconds(long number) {
    return (number + 1) / arrivalTps;
  }

  Traffic at(double otherTps) {
    return new Traffic(otherTps, transactionBytes, delaySeconds);
  }
}
