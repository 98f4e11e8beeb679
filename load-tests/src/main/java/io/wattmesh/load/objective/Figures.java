package io.wattmesh.load.objective;

import java.util.OptionalDouble;

/** What objectives are judged by. */
public interface Figures {
  /**
   * A latency's percentile, micros; none if nothing was recorded.
   *
   * @param percentile from 0 to 100; 100 is the greatest
   */
  OptionalDouble latencyMicros(String latency, double percentile);

  /** A count of bids by its name; none if there is no such count. */
  OptionalDouble count(String name);
}
