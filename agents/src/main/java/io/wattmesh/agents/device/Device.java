package io.wattmesh.agents.device;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.Optional;

/** A physical thing behind a meter. */
public interface Device {
  /** The least net injection that it can ever reach, W; negative if it consumes. */
  long minWatts();

  /** The greatest net injection that it can ever reach, W. */
  long maxWatts();

  /** What it is willing to do in an interval, and at which prices; changes nothing. */
  BidCurve curve(DeviceInterval interval);

  /**
   * What it lets an aggregator plan over so many intervals, in the curve's place; changes nothing.
   *
   * @return none, unless it can wait, or if it can't now
   */
  default Optional<HorizonRequest> horizon(DeviceInterval interval, int intervals) {
    return Optional.empty();
  }

  /**
   * Runs through the interval and moves the state on.
   *
   * @param setPointWatts the net injection that it should keep, a power of its curve, or what was
   *     planned for it
   * @return the net injection that it really keeps, W on average
   */
  long run(long setPointWatts, DeviceInterval interval);

  /** Writes the state; a device without any writes nothing. */
  default void writeState(CanonicalWriter out) {}

  /** Takes over the state that {@link #writeState} wrote. */
  default void readState(CanonicalReader in) {}
}
