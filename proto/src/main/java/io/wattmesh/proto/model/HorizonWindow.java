package io.wattmesh.proto.model;

import java.util.Optional;

/**
 * From which stored energies a request can be kept to its end, interval by interval, reckoned
 * backwards in integers. Whoever moves only within the window never gets stuck: {@link #nearest}
 * always finds a power.
 */
public final class HorizonWindow {
  private static final long MILLION = 1_000_000;

  private final HorizonRequest request;
  private final long seconds;

  /**
   * The least and greatest energy at an interval's beginning; one more than there are intervals.
   */
  private final long[] lowJoules;

  private final long[] highJoules;

  private HorizonWindow(HorizonRequest request, long seconds) {
    this.request = request;
    this.seconds = seconds;
    this.lowJoules = new long[request.intervals() + 1];
    this.highJoules = new long[request.intervals() + 1];
  }

  /**
   * @param seconds length of an interval
   * @return none if the request can't be kept, or only within less than what a watt moves
   */
  public static Optional<HorizonWindow> of(HorizonRequest request, long seconds) {
    var window = new HorizonWindow(request, seconds);
    try {
      return window.reckon() ? Optional.of(window) : Optional.empty();
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private boolean reckon() {
    int last = request.intervals();
    lowJoules[last] = -HorizonRequest.MAX_JOULES;
    highJoules[last] = HorizonRequest.MAX_JOULES;
    for (int t = last - 1; t >= 0; t--) {
      HorizonRequest.Step step = request.steps().get(t);
      lowJoules[t + 1] = Math.max(lowJoules[t + 1], step.minJoules());
      highJoules[t + 1] = Math.min(highJoules[t + 1], step.maxJoules());
      long wattJoules = request.takenJoules(t, 1, seconds) - request.takenJoules(t, -1, seconds);
      boolean hasChoice = step.minWatts() < step.maxWatts();
      if (highJoules[t + 1] - lowJoules[t + 1] < (hasChoice ? wattJoules : 0)) {
        return false;
      }
      long mostTaken = request.takenJoules(t, step.maxWatts(), seconds);
      long leastTaken = request.takenJoules(t, step.minWatts(), seconds);
      long leastKept = Math.addExact(lowJoules[t + 1], step.drainJoules()) + leastTaken;
      long mostKept = Math.addExact(highJoules[t + 1], step.drainJoules()) + mostTaken;
      lowJoules[t] = leastThatKeeps(leastKept, step.retentionPpm());
      highJoules[t] = leastThatKeeps(Math.addExact(mostKept, 1), step.retentionPpm()) - 1;
    }
    return lowJoules[0] <= request.storedJoules() && request.storedJoules() <= highJoules[0];
  }

  /** The least energy of which that much is left: ceil(kept x 1e6 / retention), held in range. */
  private static long leastThatKeeps(long keptJoules, int retentionPpm) {
    long most = HorizonRequest.MAX_JOULES + 1;
    long kept = Math.clamp(keptJoules, -most, most);
    long whole = Math.floorDiv(kept, retentionPpm);
    if (whole > most / MILLION || whole < -most / MILLION) {
      return whole < 0 ? -most : most;
    }
    return Math.clamp(
        whole * MILLION + Math.ceilDiv(Math.floorMod(kept, retentionPpm) * MILLION, retentionPpm),
        -most,
        most);
  }

  /** Over how many intervals the request goes. */
  public int intervals() {
    return request.intervals();
  }

  /** The least energy at an interval's beginning from which the request can be kept, J. */
  public long lowJoules(int interval) {
    return lowJoules[interval];
  }

  /** The greatest energy at an interval's beginning from which the request can be kept, J. */
  public long highJoules(int interval) {
    return highJoules[interval];
  }

  /**
   * The power nearest to the wanted one that the request allows and that leaves it possible to keep
   * the rest, W.
   *
   * @param joules stored at the interval's beginning, within the window
   */
  public long nearest(int interval, long joules, long wantedWatts) {
    HorizonRequest.Step step = request.steps().get(interval);
    long watts = Math.clamp(wantedWatts, step.minWatts(), step.maxWatts());
    long next = request.nextJoules(interval, joules, watts, seconds);
    if (next < lowJoules[interval + 1]) {
      return last(interval, joules, step.minWatts(), watts, lowJoules[interval + 1]);
    }
    if (next > highJoules[interval + 1]) {
      return 1 + last(interval, joules, watts, step.maxWatts(), highJoules[interval + 1] + 1);
    }
    return watts;
  }

  /** The greatest power, of those from low to high, after which at least so much is stored. */
  private long last(int interval, long joules, long lowWatts, long highWatts, long leastJoules) {
    long low = lowWatts;
    long high = highWatts;
    while (low < high) {
      long middle = low + Math.ceilDiv(high - low, 2L);
      if (request.nextJoules(interval, joules, middle, seconds) >= leastJoules) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The feasible schedule nearest to a wanted one, interval after interval, W. */
  public long[] nearest(long[] wantedWatts) {
    long[] schedule = new long[request.intervals()];
    long joules = request.storedJoules();
    for (int t = 0; t < schedule.length; t++) {
      schedule[t] = nearest(t, joules, wantedWatts[t]);
      joules = request.nextJoules(t, joules, schedule[t], seconds);
    }
    return schedule;
  }
}
