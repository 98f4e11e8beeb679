package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.ArrayList;
import java.util.Optional;

/**
 * An electric car that is plugged in from an hour of arrival to an hour of departure and must then
 * be charged. It asks for the cheapest hours that are left: its price is the one expected in the
 * last hour that it would have to use, and so rises as time runs out. What can no longer wait is
 * worth the owner's urgent value.
 */
public final class Vehicle implements Device {
  private static final int SECONDS_PER_DAY = 86_400;
  private static final double JOULES_PER_KWH = 3.6e6;
  private static final double WATTS_PER_KW = 1000;

  /** The curve slopes over a tenth of its price to both sides, at least half a $/MWh. */
  private static final double SLOPE_FRACTION = 0.1;

  private static final double LEAST_SLOPE_DOLLARS = 0.5;

  private static final long NO_SESSION = Long.MIN_VALUE;

  /**
   * The car, its charger and its owner's habits.
   *
   * @param chargerKw greatest charging power, at the meter
   * @param efficiency of charging
   * @param dailyKwh what it needs in its battery on an average day
   * @param arrivalSecond second of the local day at which it is plugged in
   * @param departureSecond second of the local day, this or the next, at which it leaves
   */
  public record Habit(
      double chargerKw,
      double efficiency,
      double dailyKwh,
      int arrivalSecond,
      int departureSecond) {
    /** How long the car stays, s. */
    int staySeconds() {
      int stay = Math.floorMod(departureSecond - arrivalSecond, SECONDS_PER_DAY);
      return stay == 0 ? SECONDS_PER_DAY : stay;
    }
  }

  private final Habit habit;
  private final LoadValue value;
  private final ForecastError dailyVariation;
  private long session = NO_SESSION;
  private double remainingJoules;

  public Vehicle(Habit habit, LoadValue value, ForecastError dailyVariation) {
    this.habit = habit;
    this.value = value;
    this.dailyVariation = dailyVariation;
  }

  /** What the session that ran last still lacks in the battery, J. */
  public double remainingJoules() {
    return remainingJoules;
  }

  @Override
  public long minWatts() {
    return -Math.round(chargerWatts());
  }

  @Override
  public long maxWatts() {
    return 0;
  }

  private double chargerWatts() {
    return habit.chargerKw() * WATTS_PER_KW;
  }

  /** The day on which the latest session began. */
  private long sessionOf(DeviceInterval interval) {
    return Math.floorDiv(interval.localSeconds() - habit.arrivalSecond(), SECONDS_PER_DAY);
  }

  /** Seconds from the interval's beginning to departure; negative if the car is away. */
  private long secondsLeft(DeviceInterval interval) {
    long arrival = sessionOf(interval) * SECONDS_PER_DAY + habit.arrivalSecond();
    return arrival + habit.staySeconds() - interval.localSeconds();
  }

  /** Whether the car is there for the whole interval. */
  private boolean isPluggedIn(DeviceInterval interval) {
    return secondsLeft(interval) >= interval.durationSeconds();
  }

  /** What the battery lacks at the interval's beginning, J. */
  private double needJoules(DeviceInterval interval) {
    long current = sessionOf(interval);
    return current == session
        ? remainingJoules
        : habit.dailyKwh() * JOULES_PER_KWH * (1 + dailyVariation.at(current));
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    double fromGridJoules = needJoules(interval) / habit.efficiency();
    if (!isPluggedIn(interval) || fromGridJoules <= 0) {
      return BidCurve.fixed(0);
    }
    int seconds = interval.durationSeconds();
    long laterSeconds = (secondsLeft(interval) / seconds - 1) * seconds;
    double useful = Math.min(chargerWatts(), fromGridJoules / seconds);
    double later = chargerWatts() * laterSeconds;
    double urgent = Math.clamp((fromGridJoules - later) / seconds, 0, useful);
    double price = price(interval, fromGridJoules);
    double slope = Math.max(SLOPE_FRACTION * Math.abs(price), LEAST_SLOPE_DOLLARS);
    return new CurveBuilder()
        .point(-useful, price - slope)
        .point(-urgent, price + slope)
        .point(-urgent, value.urgentLowDollars())
        .point(0, value.urgentHighDollars())
        .build();
  }

  /** What the last of the cheapest hours that suffice is expected to cost, $/MWh. */
  private double price(DeviceInterval interval, double fromGridJoules) {
    int hourSeconds = PriceOutlook.SECONDS_PER_HOUR;
    int hoursLeft = Math.toIntExact(Math.ceilDiv(secondsLeft(interval), hourSeconds));
    double[] prices = interval.outlook().sortedHours(interval.localSeconds(), hoursLeft);
    int needed = (int) Math.ceil(fromGridJoules / (chargerWatts() * hourSeconds));
    double price = prices[Math.clamp(needed - 1, 0, hoursLeft - 1)];
    // Below the urgent value with room for the slope, however dear the outlook is.
    return Math.min(price, value.urgentLowDollars() / (1 + SLOPE_FRACTION) - LEAST_SLOPE_DOLLARS);
  }

  /**
   * The battery's energy below what the owner needs, so never above 0: it must be there when the
   * car leaves, as far as the charger can make it; a car that comes back needs a usual day's
   * energy.
   */
  @Override
  public Optional<HorizonRequest> horizon(DeviceInterval interval, int intervals) {
    int seconds = interval.durationSeconds();
    long slack = HorizonUnits.slackJoules(interval, habit.efficiency());
    double chargeJoules = chargerWatts() * seconds * habit.efficiency();
    boolean comes = false;
    long stored = isPluggedIn(interval) ? -(long) Math.ceil(needJoules(interval)) : 0;
    double reach = stored;
    var steps = new ArrayList<HorizonRequest.Step>(intervals);
    for (int k = 0; k < intervals; k++) {
      DeviceInterval now = interval.later(k);
      boolean pluggedIn = isPluggedIn(now);
      boolean arrives = k > 0 && sessionOf(now) != sessionOf(interval.later(k - 1));
      boolean leaves =
          pluggedIn
              && (!isPluggedIn(interval.later(k + 1))
                  || sessionOf(interval.later(k + 1)) != sessionOf(now));
      long drain = arrives ? (long) (habit.dailyKwh() * JOULES_PER_KWH) : 0;
      reach = Math.min(0, reach - drain + (pluggedIn ? chargeJoules : 0));
      comes |= pluggedIn;
      steps.add(
          new HorizonRequest.Step(
              pluggedIn ? minWatts() : 0,
              0,
              leaves ? (long) reach - slack : -HorizonRequest.MAX_JOULES,
              0,
              HorizonUnits.millionths(habit.efficiency()),
              1_000_000,
              drain));
    }
    double endDollars = HorizonUnits.meanDollars(interval, intervals) * habit.efficiency();
    return comes
        ? Optional.of(
            new HorizonRequest(stored, 1_000_000, 0, HorizonUnits.microsPerMwh(endDollars), steps))
        : Optional.empty();
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    double need = needJoules(interval);
    session = sessionOf(interval);
    double charged = -setPointWatts * habit.efficiency() * interval.durationSeconds();
    remainingJoules = Math.max(0, need - charged);
    return setPointWatts;
  }

  @Override
  public void writeState(CanonicalWriter out) {
    out.i64(session).f64(remainingJoules);
  }

  @Override
  public void readState(CanonicalReader in) {
    session = in.i64();
    remainingJoules = in.f64();
  }
}
