package io.wattmesh.agents.device;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;

/** A physical thing behind a meter. */
public interface Device {
  /** The least net injection that it can ever reach, W; negative if it consumes. */
  long minWatts();

  /** The greatest net injection that it can ever reach, W. */
  long maxWatts();

  /** What it is willing to do in an interval, and at which prices; changes nothing. */
  BidCurve curve(DeviceInterval interval);

  /**
   * Runs through the interval and moves the state on.
   *
   * @param setPointWatts the net injection that it should keep, a power of its curve
   * @return the net injection that it really keeps, W on average
   */
  long run(long setPointWatts, DeviceInterval interval);

  /** Writes the state; a device without any writes nothing. */
  default void writeState(CanonicalWriter out) {}

  /** Takes over the state that {@link #writeState} wrote. */
  default void readState(CanonicalReader in) {}
}
