package io.wattmesh.load.workload;

import io.wattmesh.load.fleet.DeviceDraws;
import io.wattmesh.load.fleet.DeviceDraws.Subject;
import java.util.Arrays;
import java.util.List;

/**
 * The moments at which devices mean to send their bids, as a pure function of workload and seed. An
 * interval's bids are sent in its window, from the gate of the interval before to its own.
 */
public final class ArrivalSchedule {
  /** In place of a moment: the device sends no bid in the interval. */
  public static final int NO_BID = -1;

  /** How long before the gate the last arrival of a stage still bids for that gate. */
  private static final double GUARD_MILLIS = 500;

  private static final double MICROS_PER_MILLI = 1e3;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Workload workload;
  private final Part part;
  private final long windowMillis;

  public ArrivalSchedule(Workload workload) {
    this(workload, Part.WHOLE);
  }

  /**
   * @param part whose devices alone send, each when it would if all did
   */
  public ArrivalSchedule(Workload workload, Part part) {
    this.workload = workload;
    this.part = part;
    this.windowMillis = workload.intervalSeconds() * 1_000L;
  }

  /**
   * Fills in when each device sends, micros from the opening of the interval's window.
   *
   * @param interval from 0; the workload's first ones are for warming up
   * @return how many arrivals have no device left that has not bid for the interval
   */
  public long fill(long interval, int[] offsetMicros) {
    long dropped =
        switch (workload.arrivals()) {
          case Arrivals.AtGate gate -> fillAtGate(gate, interval, offsetMicros);
          case Arrivals.InStages stages -> fillInStages(stages.stages(), interval, offsetMicros);
          case Arrivals.Closed closed -> fillPresent(interval, offsetMicros);
        };
    for (int device = 0; device < offsetMicros.length; device++) {
      if (!part.has(device)) {
        offsetMicros[device] = NO_BID;
      }
    }
    return dropped;
  }

  /** Whether a device bids at all: by its day's shape. */
  private boolean isPresent(int device, long interval) {
    List<Double> diurnal = workload.diurnal();
    if (diurnal.isEmpty()) {
      return true;
    }
    double share = diurnal.get(diurnalIndex(interval));
    return DeviceDraws.of(workload.seed(), device, Subject.PRESENCE, interval).unit() < share;
  }

  /** The day's shape is spread over the measured intervals; warming up is like the first. */
  private int diurnalIndex(long interval) {
    long measured = Math.max(0, interval - workload.warmUpIntervals());
    return (int) (measured * workload.diurnal().size() / workload.intervals())
        % workload.diurnal().size();
  }

  private long fillAtGate(Arrivals.AtGate gate, long interval, int[] offsetMicros) {
    double lastMillis = Math.max(0, windowMillis - gate.guardMillis());
    double burstMillis = Math.max(0, windowMillis - gate.burstMillis());
    for (int device = 0; device < offsetMicros.length; device++) {
      offsetMicros[device] = NO_BID;
      if (isPresent(device, interval)) {
        var draws = DeviceDraws.of(workload.seed(), device, Subject.ARRIVAL, interval);
        boolean inBurst = draws.unit() < gate.burstShare() || burstMillis == 0;
        double fromMillis = inBurst ? burstMillis : 0;
        double toMillis = inBurst ? lastMillis : burstMillis;
        double millis = fromMillis + draws.unit() * (toMillis - fromMillis);
        offsetMicros[device] = (int) (millis * MICROS_PER_MILLI);
      }
    }
    return 0;
  }

  private long fillPresent(long interval, int[] offsetMicros) {
    for (int device = 0; device < offsetMicros.length; device++) {
      offsetMicros[device] = isPresent(device, interval) ? 0 : NO_BID;
    }
    return 0;
  }

  /**
   * Arrival n is device n modulo their number, so the fleet takes turns. Stages begin with the
   * first measured interval; before that the first stage's rate holds. Who arrives right before a
   * gate bids for the next interval, when its window opens.
   */
  private long fillInStages(List<Stage> stages, long interval, int[] offsetMicros) {
    Arrays.fill(offsetMicros, NO_BID);
    double openMillis = (double) interval * windowMillis;
    double guardMillis = Math.min(GUARD_MILLIS, windowMillis / 4.0);
    long first = (long) Math.ceil(countBefore(stages, Math.max(0, openMillis - guardMillis)));
    long end = (long) Math.ceil(countBefore(stages, openMillis + windowMillis - guardMillis));
    long dropped = 0;
    for (long n = first; n < end; n++) {
      int device = (int) (n % offsetMicros.length);
      if (offsetMicros[device] == NO_BID) {
        double millis = momentOf(stages, n) - openMillis;
        offsetMicros[device] =
            (int) Math.clamp(millis * MICROS_PER_MILLI, 0, windowMillis * MICROS_PER_MILLI - 1);
      } else if (part.has(device)) {
        dropped++;
      }
    }
    return dropped;
  }

  /** How many arrivals come before a moment, with its fraction. */
  private double countBefore(List<Stage> stages, double millis) {
    double warmMillis = (double) workload.warmUpIntervals() * windowMillis;
    double rest = millis;
    double inWarmUp = Math.min(rest, warmMillis);
    double count = inWarmUp * stages.getFirst().perSecond() / MILLIS_PER_SECOND;
    rest -= inWarmUp;
    for (Stage stage : stages) {
      double within = Math.clamp(rest, 0, (double) stage.millis());
      count += within * stage.perSecond() / MILLIS_PER_SECOND;
      rest -= within;
    }
    return count;
  }

  /** When the n-th arrival is, from 0, millis from the first window's opening. */
  private double momentOf(List<Stage> stages, long n) {
    double count = n;
    double atMillis = 0;
    double warmMillis = (double) workload.warmUpIntervals() * windowMillis;
    double warmRate = stages.getFirst().perSecond() / MILLIS_PER_SECOND;
    if (count < warmMillis * warmRate) {
      return count / warmRate;
    }
    count -= warmMillis * warmRate;
    atMillis += warmMillis;
    for (Stage stage : stages) {
      double rate = stage.perSecond() / MILLIS_PER_SECOND;
      if (count < stage.millis() * rate) {
        return atMillis + count / rate;
      }
      count -= stage.millis() * rate;
      atMillis += stage.millis();
    }
    return atMillis;
  }
}
