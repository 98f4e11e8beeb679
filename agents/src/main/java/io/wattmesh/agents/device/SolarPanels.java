package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.Profile;
import io.wattmesh.proto.model.BidCurve;

/**
 * Photovoltaic panels. Their energy costs nothing; the offer rises from 0 to {@value
 * #LAST_WATT_DOLLARS} $/MWh for the last watt, so that panels that must be curtailed share the cut
 * instead of tying. What is curtailed is kept exactly; what is not follows the sun.
 */
public final class SolarPanels implements Device {
  private static final double LAST_WATT_DOLLARS = 1;
  private static final double WATTS_PER_KW = 1000;

  private final Profile profileWattsPerKw;
  private final double ratedKw;
  private final ForecastError error;

  /**
   * @param profileWattsPerKw generation for each installed kW, W
   * @param ratedKw installed power and the inverter's limit
   */
  public SolarPanels(Profile profileWattsPerKw, double ratedKw, ForecastError error) {
    this.profileWattsPerKw = profileWattsPerKw;
    this.ratedKw = ratedKw;
    this.error = error;
  }

  private double ratedWatts() {
    return ratedKw * WATTS_PER_KW;
  }

  @Override
  public long minWatts() {
    return 0;
  }

  @Override
  public long maxWatts() {
    return Math.round(ratedWatts());
  }

  private double forecastWatts(DeviceInterval interval) {
    double perKw = profileWattsPerKw.mean(interval.localSeconds(), interval.durationSeconds());
    return Math.clamp(perKw * ratedKw, 0, ratedWatts());
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    return new CurveBuilder().point(0, 0).point(forecastWatts(interval), LAST_WATT_DOLLARS).build();
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    double forecast = forecastWatts(interval);
    double sun = Math.min(forecast * (1 + error.at(interval.interval())), ratedWatts());
    boolean curtailed = setPointWatts < Math.round(forecast);
    return curtailed ? Math.min(setPointWatts, Math.round(sun)) : Math.round(sun);
  }
}
