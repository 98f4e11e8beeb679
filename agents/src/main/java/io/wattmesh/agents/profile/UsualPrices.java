package io.wattmesh.agents.profile;

/**
 * A usual day's prices relative to their mean, for who knows none yet: cheap at night and at noon,
 * when the sun shines, dear in the evening.
 */
public final class UsualPrices {
  private static final int HOURS = 24;
  private static final int SECONDS_PER_HOUR = 3_600;

  private static final double[] DAY = {
    0.85, 0.80, 0.78, 0.78, 0.82, 0.92, 1.05, 1.15, 1.10, 1.00, 0.92, 0.86,
    0.84, 0.84, 0.88, 0.95, 1.05, 1.20, 1.38, 1.42, 1.32, 1.15, 1.02, 0.92
  };

  private UsualPrices() {}

  /**
   * The price of the hour that holds a moment, relative to the day's mean.
   *
   * @param localSeconds seconds since 1970 on the local clock
   */
  public static double relativeAt(long localSeconds) {
    return DAY[Math.floorMod(Math.floorDiv(localSeconds, (long) SECONDS_PER_HOUR), HOURS)];
  }
}
