package io.wattmesh.agents.scenario;

/**
 * The population of households and businesses; shares are fractions.
 *
 * @param count how many there are in all
 * @param businessShare of all, the rest are households
 * @param solarShare of all that have solar panels
 * @param batteryShare of all that have a battery
 * @param vehicleShare of households that have an electric car
 * @param heatPumpShare of households that have a heat pump
 * @param planning who plans what can wait: {@code prices} or {@code horizon}
 */
public record ProsumerSpec(
    int count,
    double businessShare,
    double solarShare,
    double batteryShare,
    double vehicleShare,
    double heatPumpShare,
    String planning) {
  /** Agents that plan by themselves. */
  public ProsumerSpec(
      int count,
      double businessShare,
      double solarShare,
      double batteryShare,
      double vehicleShare,
      double heatPumpShare) {
    this(count, businessShare, solarShare, batteryShare, vehicleShare, heatPumpShare, "prices");
  }
}
