package io.wattmesh.agents.profile;

import java.util.SplittableRandom;

/**
 * The relative error of a forecast in each interval: reality is the forecast times one plus the
 * error. Symmetric and triangular, so that it is bounded; a function of seed and interval alone.
 *
 * @param seed the device's own
 * @param bound the greatest error, as a fraction
 */
public record ForecastError(long seed, double bound) {
  /** An odd constant without pattern, so that neighbouring intervals begin far apart. */
  private static final long SPREAD = 0xD1342543DE82EF95L;

  public double at(long interval) {
    var random = new SplittableRandom(seed ^ (interval * SPREAD));
    double up = random.nextDouble();
    double down = random.nextDouble();
    return bound * (up - down);
  }
}
