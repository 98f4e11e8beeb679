package io.wattmesh.agents.scenario;

import java.util.Locale;

/**
 * How much of the market is devices.
 *
 * @param devicesPeakMw the greatest load of prosumers that is expected unasked in any interval, MW
 * @param devicesRatedDrawMw what all prosumers' devices could draw at once, MW
 * @param devicesRatedFeedMw what all prosumers' devices could inject at once, MW
 * @param totalPeakMw the greatest load of all in any interval, MW
 */
public record DeviceShare(
    double devicesPeakMw,
    double devicesRatedDrawMw,
    double devicesRatedFeedMw,
    double totalPeakMw) {
  /** The devices' part of the peak, 0 to 1. */
  public double fraction() {
    return totalPeakMw == 0 ? 0 : devicesPeakMw / totalPeakMw;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "devices %.2f of %.1f MW at peak (%.3f%%), rated to draw %.1f and to inject %.1f MW",
        devicesPeakMw,
        totalPeakMw,
        100 * fraction(),
        devicesRatedDrawMw,
        devicesRatedFeedMw);
  }
}
