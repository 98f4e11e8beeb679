package io.wattmesh.agents.device;

/** From a device's own numbers to a request's integers. */
final class HorizonUnits {
  private static final double MILLION = 1e6;

  private HorizonUnits() {}

  static int millionths(double part) {
    return Math.toIntExact(Math.round(part * MILLION));
  }

  static long microsPerMwh(double dollarsPerMwh) {
    return Math.round(dollarsPerMwh * MILLION);
  }

  /** What energy is expected to be worth on the mean of the intervals, not less than nothing. */
  static double meanDollars(DeviceInterval interval, int intervals) {
    double sum = 0;
    for (int k = 0; k < intervals; k++) {
      sum += interval.outlook().dollarsPerMwhAt(interval.later(k).localSeconds());
    }
    return Math.max(0, sum / intervals);
  }

  /** What energy is expected to be worth in the cheapest interval, not less than nothing. */
  static double leastDollars(DeviceInterval interval, int intervals) {
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < intervals; k++) {
      long seconds = interval.later(k).localSeconds();
      least = Math.min(least, interval.outlook().dollarsPerMwhAt(seconds));
    }
    return Math.max(0, least);
  }

  /** Room enough, in J, that a whole number of watts always finds a way between two bounds. */
  static long slackJoules(DeviceInterval interval, double chargeEfficiency) {
    return (long) Math.ceil(2 * interval.durationSeconds() * (2 + chargeEfficiency));
  }
}
