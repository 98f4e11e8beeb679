package io.wattmesh.cluster.compare;

/**
 * A run of the log's replicas.
 *
 * @param validators how many, of equal power
 * @param seconds of virtual time in which transactions come
 * @param validatorWatts a validator's machine, W
 */
public record BftParameters(int validators, int seconds, double validatorWatts) {
  static final int MAX_SECONDS = 3_600;

  public BftParameters {
    Ranges.require("BFT validators", validators, 1, 100);
    Ranges.require("seconds of transactions", seconds, 1, MAX_SECONDS);
    Ranges.require("power of a validator (W)", validatorWatts, 0, 1e6);
  }

  BftParameters of(int otherValidators, int otherSeconds) {
    return new BftParameters(otherValidators, otherSeconds, validatorWatts);
  }
}
