package io.wattmesh.load.workload;

import java.util.List;

/** When devices send their bids. */
public sealed interface Arrivals {
  /**
   * An open model, as real markets have it: each device bids once an interval, at a moment of its
   * own that depends on no answer; many wait for the gate.
   *
   * @param burstShare of the bids, those in the burst
   * @param burstMillis how long before the gate the burst begins
   * @param guardMillis how long before the gate the last bid is sent
   */
  record AtGate(double burstShare, long burstMillis, long guardMillis) implements Arrivals {
    public AtGate {
      if (!(burstShare >= 0 && burstShare <= 1) || guardMillis < 0 || burstMillis <= guardMillis) {
        throw new IllegalArgumentException(
            ("A burst has a share of 0 to 1 (%s) and begins (%d ms before the gate) before its"
                    + " guard time (%d ms before it).")
                .formatted(burstShare, burstMillis, guardMillis));
      }
    }
  }

  /** An open model at given rates, one stage after the other; devices take turns. */
  record InStages(List<Stage> stages) implements Arrivals {
    public InStages {
      stages = List.copyOf(stages);
      if (stages.isEmpty()) {
        throw new IllegalArgumentException("There is no stage; add one such as 30s:1000/s.");
      }
    }

    /** How long all of them last. */
    public long millis() {
      return stages.stream().mapToLong(Stage::millis).sum();
    }
  }

  /**
   * A closed model: so many bids are under way, and the next is sent when one is answered. A slow
   * market is asked less, so its latencies say nothing of what devices that do not wait would see.
   */
  record Closed(int inFlight) implements Arrivals {
    public Closed {
      if (inFlight < 1) {
        throw new IllegalArgumentException("At least one bid is in flight, not " + inFlight + ".");
      }
    }
  }
}
