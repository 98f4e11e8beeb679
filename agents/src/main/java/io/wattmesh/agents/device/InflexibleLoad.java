package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.Profile;
import io.wattmesh.proto.model.BidCurve;

/**
 * Consumption that follows a profile: nearly all of it is worth the price cap, a small part gives
 * way earlier.
 *
 * <pre>
 *   price | cap  o-------------o      the firm part, at the cap
 *         |      |                    firm at any price below
 *         |     /                     the elastic part
 *         +----o-----------------
 *          -forecast           0 W
 * </pre>
 *
 * <p>The market cannot switch a home off: the firm part is drawn whatever was awarded.
 */
public final class InflexibleLoad implements Device {
  private final Profile profileWatts;
  private final double scale;
  private final int phaseSeconds;
  private final double elasticFraction;
  private final LoadValue value;
  private final ForecastError error;

  /**
   * @param profileWatts consumption at scale 1, W
   * @param phaseSeconds how much later than the profile this load's day runs
   * @param elasticFraction the part of the load that answers to prices below the cap
   */
  public InflexibleLoad(
      Profile profileWatts,
      double scale,
      int phaseSeconds,
      double elasticFraction,
      LoadValue value,
      ForecastError error) {
    this.profileWatts = profileWatts;
    this.scale = scale;
    this.phaseSeconds = phaseSeconds;
    this.elasticFraction = elasticFraction;
    this.value = value;
    this.error = error;
  }

  @Override
  public long minWatts() {
    return -Math.round(Math.ceil(profileWatts.max() * scale * (1 + error.bound())));
  }

  @Override
  public long maxWatts() {
    return 0;
  }

  private double forecastWatts(DeviceInterval interval) {
    return scale
        * profileWatts.mean(interval.localSeconds() - phaseSeconds, interval.durationSeconds());
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    double all = forecastWatts(interval);
    double firm = all * (1 - elasticFraction);
    return new CurveBuilder()
        .point(-all, value.elasticLowDollars())
        .point(-firm, value.elasticHighDollars())
        .point(-firm, value.priceCapDollarsPerMwh())
        .point(0, value.priceCapDollarsPerMwh())
        .build();
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    double all = forecastWatts(interval);
    double firm = all * (1 - elasticFraction);
    double drawn = Math.clamp((double) -setPointWatts, firm, all);
    return -Math.round(drawn * (1 + error.at(interval.interval())));
  }
}
