package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.proto.model.BidCurve;

/**
 * A power station that offers at its marginal cost between its least and its greatest power. It
 * keeps what it was awarded; awarded less than its least power, as in a void interval, it idles at
 * that, since it can neither stop nor start within an interval.
 */
public final class ThermalGenerator implements Device {
  private static final double WATTS_PER_MW = 1e6;

  private final BidCurve offer;

  public ThermalGenerator(BidCurve offer) {
    if (offer.minWatts() < 0) {
      throw new IllegalArgumentException(
          "A generator injects: its curve must not begin at %d W.".formatted(offer.minWatts()));
    }
    this.offer = offer;
  }

  /**
   * The offer of a station whose cost is c2 P^2 + c1 P in $/h, P in MW: marginal cost 2 c2 P + c1.
   *
   * @param minMw least power when running
   * @param maxMw greatest power
   */
  public static BidCurve offerAtCost(
      double minMw, double maxMw, double c2DollarsPerMw2h, double c1DollarsPerMwh) {
    return new CurveBuilder()
        .point(minMw * WATTS_PER_MW, 2 * c2DollarsPerMw2h * minMw + c1DollarsPerMwh)
        .point(maxMw * WATTS_PER_MW, 2 * c2DollarsPerMw2h * maxMw + c1DollarsPerMwh)
        .build();
  }

  @Override
  public long minWatts() {
    return 0;
  }

  @Override
  public long maxWatts() {
    return offer.maxWatts();
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    return offer;
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    return setPointWatts;
  }
}
