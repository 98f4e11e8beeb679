package io.wattmesh.agents.device;

/**
 * The interval that devices plan for or run through.
 *
 * @param interval its index
 * @param localSeconds its beginning, seconds since 1970 on the local clock
 * @param durationSeconds its length
 * @param outlook expected prices
 */
public record DeviceInterval(
    long interval, long localSeconds, int durationSeconds, PriceOutlook outlook) {
  /** The interval that comes so many after this one. */
  DeviceInterval later(int intervals) {
    return new DeviceInterval(
        interval + intervals,
        localSeconds + (long) intervals * durationSeconds,
        durationSeconds,
        outlook);
  }
}
