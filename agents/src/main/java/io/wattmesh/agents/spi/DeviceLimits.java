package io.wattmesh.agents.spi;

import io.wattmesh.proto.model.BidCurve;

/**
 * The range of net injection that a participant's devices can reach together.
 *
 * @param minWatts least net injection, W; negative if it can withdraw
 * @param maxWatts greatest net injection, W
 */
public record DeviceLimits(long minWatts, long maxWatts) {
  public DeviceLimits {
    if (minWatts > maxWatts) {
      throw new IllegalArgumentException(
          "Device limits are empty: the least net injection (%d W) is above the greatest (%d W)."
              .formatted(minWatts, maxWatts));
    }
  }

  public boolean contain(BidCurve curve) {
    return curve.minWatts() >= minWatts && curve.maxWatts() <= maxWatts;
  }
}
