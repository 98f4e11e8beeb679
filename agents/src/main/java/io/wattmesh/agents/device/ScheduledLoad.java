package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.proto.model.BidCurve;
import java.util.Arrays;

/**
 * Consumption by a list, one power an interval, over and over; worth the price cap, so that its
 * whole cost is bounded. It draws what the list says whatever was awarded.
 */
public final class ScheduledLoad implements Device {
  private final long[] drawnWatts;
  private final LoadValue value;

  /**
   * @param drawnWatts consumption in each interval, W, not negative
   */
  public ScheduledLoad(long[] drawnWatts, LoadValue value) {
    this.drawnWatts = drawnWatts.clone();
    this.value = value;
  }

  private long drawnWatts(DeviceInterval interval) {
    return drawnWatts[(int) (interval.interval() % drawnWatts.length)];
  }

  @Override
  public long minWatts() {
    return -Arrays.stream(drawnWatts).max().orElse(0);
  }

  @Override
  public long maxWatts() {
    return 0;
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    return new CurveBuilder()
        .point((double) -drawnWatts(interval), value.priceCapDollarsPerMwh())
        .point(0, value.priceCapDollarsPerMwh())
        .build();
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    return -drawnWatts(interval);
  }
}
