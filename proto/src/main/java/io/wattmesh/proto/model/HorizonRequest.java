package io.wattmesh.proto.model;

import java.util.List;

/**
 * What a participant lets its aggregator plan: a store of energy over the bid's interval and those
 * that follow. It holds for a battery, for a car (away: no power; leaving: a least energy) and for
 * a heated building (a leaky store that can only be charged).
 *
 * <pre>
 *   stored(t+1) = floor(stored(t) x retention / 1e6) - drain - taken(p)
 *   taken(p)    = ceil(p x seconds x 1e6 / discharge efficiency)        injecting, p &gt;= 0
 *               = -floor(-p x seconds x charge efficiency / 1e6)        withdrawing
 * </pre>
 *
 * <p>All is exact in integers, so that whoever has the request can judge a schedule for it.
 * Overflow is an {@link ArithmeticException}.
 *
 * @param storedJoules energy stored when the bid's interval begins, J
 * @param dischargePpm energy injected for each unit taken out of the store, in millionths
 * @param wearMicrosPerMwh what injecting costs in ageing, micro-$/MWh
 * @param endValueMicrosPerMwh what energy is worth that is stored at the end, micro-$/MWh
 * @param steps one for each interval, beginning with the bid's
 */
public record HorizonRequest(
    long storedJoules,
    int dischargePpm,
    long wearMicrosPerMwh,
    long endValueMicrosPerMwh,
    List<Step> steps) {
  /** A day of intervals of five minutes. */
  public static final int MAX_INTERVALS = 288;

  /** 250,000 MWh. */
  public static final long MAX_JOULES = 900_000_000_000_000L;

  /** Heat pumps deliver several times what they draw. */
  public static final int MAX_CHARGE_PPM = 20_000_000;

  private static final int MILLION = 1_000_000;
  private static final int MIN_DISCHARGE_PPM = 10_000;

  /**
   * What holds in one interval.
   *
   * @param minWatts least net injection, W; negative if the store can be charged
   * @param maxWatts greatest net injection, W
   * @param minJoules least energy stored at the interval's end, J
   * @param maxJoules greatest energy stored at the interval's end, J
   * @param chargePpm energy stored for each unit withdrawn from the grid, in millionths
   * @param retentionPpm how much of the stored energy the interval leaves, in millionths
   * @param drainJoules what is drawn from the store for its purpose, J; negative for gains
   */
  public record Step(
      long minWatts,
      long maxWatts,
      long minJoules,
      long maxJoules,
      int chargePpm,
      int retentionPpm,
      long drainJoules) {
    public Step {
      if (minWatts > maxWatts
          || minWatts < -BidCurve.MAX_POWER_WATTS
          || maxWatts > BidCurve.MAX_POWER_WATTS) {
        throw new IllegalArgumentException(
            "A horizon's powers, %d to %d W, must rise and lie within +-%d W."
                .formatted(minWatts, maxWatts, BidCurve.MAX_POWER_WATTS));
      }
      if (minJoules > maxJoules
          || isBeyond(minJoules, MAX_JOULES)
          || isBeyond(maxJoules, MAX_JOULES)
          || isBeyond(drainJoules, MAX_JOULES)) {
        throw new IllegalArgumentException(
            "A horizon's energies, %d to %d J and a drain of %d J, must rise and lie within +-%d J."
                .formatted(minJoules, maxJoules, drainJoules, MAX_JOULES));
      }
      if (chargePpm < 1 || chargePpm > MAX_CHARGE_PPM) {
        throw new IllegalArgumentException(
            "A charge efficiency of %d millionths must lie within 1 to %d."
                .formatted(chargePpm, MAX_CHARGE_PPM));
      }
      if (retentionPpm < 1 || retentionPpm > MILLION) {
        throw new IllegalArgumentException(
            "A retention of %d millionths must lie within 1 to %d."
                .formatted(retentionPpm, MILLION));
      }
    }
  }

  public HorizonRequest {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MAX_INTERVALS) {
      throw new IllegalArgumentException(
          "A horizon has 1 to %d intervals, not %d.".formatted(MAX_INTERVALS, steps.size()));
    }
    if (isBeyond(storedJoules, MAX_JOULES)) {
      throw new IllegalArgumentException(
          "Stored energy of %d J lies beyond +-%d J.".formatted(storedJoules, MAX_JOULES));
    }
    if (dischargePpm < MIN_DISCHARGE_PPM || dischargePpm > MILLION) {
      throw new IllegalArgumentException(
          "A discharge efficiency of %d millionths must lie within %d to %d."
              .formatted(dischargePpm, MIN_DISCHARGE_PPM, MILLION));
    }
    for (Step step : steps) {
      if (step.maxWatts() > 0
          && (long) step.chargePpm() * dischargePpm > (long) MILLION * MILLION) {
        throw new IllegalArgumentException(
            "A store that injects must not give back more than it takes: %d x %d millionths."
                .formatted(step.chargePpm(), dischargePpm));
      }
    }
    if (wearMicrosPerMwh < 0
        || wearMicrosPerMwh > BidCurve.MAX_PRICE_MICROS_PER_MWH
        || endValueMicrosPerMwh < 0
        || endValueMicrosPerMwh > BidCurve.MAX_PRICE_MICROS_PER_MWH) {
      throw new IllegalArgumentException(
          "Wear (%d) and end value (%d micro-$/MWh) must lie within 0 to %d."
              .formatted(
                  wearMicrosPerMwh, endValueMicrosPerMwh, BidCurve.MAX_PRICE_MICROS_PER_MWH));
    }
  }

  private static boolean isBeyond(long value, long most) {
    return value < -most || value > most;
  }

  public int intervals() {
    return steps.size();
  }

  /** The energy stored after an interval at some power, J. */
  public long nextJoules(int interval, long joules, long watts, long seconds) {
    Step step = steps.get(interval);
    long kept = timesMillionths(joules, step.retentionPpm());
    long left = Math.subtractExact(kept, step.drainJoules());
    return Math.subtractExact(left, takenJoules(interval, watts, seconds));
  }

  /** What a power takes out of the store over an interval, J; negative if it charges. */
  long takenJoules(int interval, long watts, long seconds) {
    if (watts < 0) {
      long drawn = Math.multiplyExact(Math.negateExact(watts), seconds);
      return -timesMillionths(drawn, steps.get(interval).chargePpm());
    }
    long injected = Math.multiplyExact(watts, seconds);
    long whole = Math.multiplyExact(injected / dischargePpm, (long) MILLION);
    return Math.addExact(whole, Math.ceilDiv(injected % dischargePpm * MILLION, dischargePpm));
  }

  /** floor(value x parts / 1e6) without leaving 64 bits on the way. */
  private static long timesMillionths(long value, int parts) {
    long whole = Math.multiplyExact(Math.floorDiv(value, MILLION), (long) parts);
    return Math.addExact(whole, Math.floorMod(value, MILLION) * (long) parts / MILLION);
  }

  /** Whether a schedule keeps every bound of this request. */
  public boolean allows(long[] scheduleWatts, long seconds) {
    if (scheduleWatts.length != intervals()) {
      return false;
    }
    try {
      long joules = storedJoules;
      for (int t = 0; t < scheduleWatts.length; t++) {
        Step step = steps.get(t);
        joules = nextJoules(t, joules, scheduleWatts[t], seconds);
        if (scheduleWatts[t] < step.minWatts()
            || scheduleWatts[t] > step.maxWatts()
            || joules < step.minJoules()
            || joules > step.maxJoules()) {
          return false;
        }
      }
      return true;
    } catch (ArithmeticException e) {
      return false;
    }
  }
}
