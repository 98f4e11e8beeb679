package io.wattmesh.agents.device;

import io.wattmesh.proto.model.BidCurve;

/**
 * Whatever stands behind a curve that never changes; it delivers exactly what it was awarded, as
 * far as the curve reaches.
 */
public final class StandingCurve implements Device {
  private final BidCurve curve;

  public StandingCurve(BidCurve curve) {
    this.curve = curve;
  }

  @Override
  public long minWatts() {
    return Math.min(0, curve.minWatts());
  }

  @Override
  public long maxWatts() {
    return Math.max(0, curve.maxWatts());
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    return curve;
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    return setPointWatts;
  }
}
