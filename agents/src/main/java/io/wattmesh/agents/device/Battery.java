package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.Collections;
import java.util.Optional;

/**
 * A battery that trades against what it expects of the coming day. Stored energy has a worth that
 * falls, as the battery fills, from the mean of the day's dearest hours to that of its cheapest: it
 * charges below that worth and discharges above it, losses and wear counted.
 *
 * <pre>
 *   price |               o  discharge at full power: the worth near empty
 *         |           o--'
 *         |           |      idle between worth x efficiency and worth / efficiency + wear
 *         |       o---o
 *         |   o--'           charge at full power: the worth near full
 *         +-----------0----- W
 * </pre>
 */
public final class Battery implements Device {
  private static final int HORIZON_HOURS = 24;
  private static final int CHEAP_HOURS = 6;
  private static final int DEAR_HOURS = 4;

  /** $/MWh; keeps the curve sloping on days that are expected flat. */
  private static final double LEAST_SPREAD_DOLLARS = 1;

  private static final double JOULES_PER_KWH = 3.6e6;
  private static final double WATTS_PER_KW = 1000;

  /**
   * What a battery is.
   *
   * @param capacityKwh usable capacity
   * @param powerKw greatest power of charging and of discharging, at the meter
   * @param oneWayEfficiency energy kept on the way in, and again on the way out
   * @param wearDollarsPerMwh what a discharged MWh costs in ageing
   */
  public record Rating(
      double capacityKwh, double powerKw, double oneWayEfficiency, double wearDollarsPerMwh) {}

  private final Rating rating;
  private double storedJoules;

  /**
   * @param initialFraction how full it begins, 0 to 1
   */
  public Battery(Rating rating, double initialFraction) {
    this.rating = rating;
    this.storedJoules = capacityJoules() * initialFraction;
  }

  private double capacityJoules() {
    return rating.capacityKwh() * JOULES_PER_KWH;
  }

  private double powerWatts() {
    return rating.powerKw() * WATTS_PER_KW;
  }

  /** How full the battery is, 0 to 1. */
  public double fraction() {
    return storedJoules / capacityJoules();
  }

  @Override
  public long minWatts() {
    return -Math.round(powerWatts());
  }

  @Override
  public long maxWatts() {
    return Math.round(powerWatts());
  }

  /** What can still be drawn from the grid, W over the interval. */
  private double chargeWatts(int seconds) {
    double room = (capacityJoules() - storedJoules) / rating.oneWayEfficiency();
    return Math.min(powerWatts(), room / seconds);
  }

  /** What can still be given to the grid, W over the interval. */
  private double dischargeWatts(int seconds) {
    return Math.min(powerWatts(), storedJoules * rating.oneWayEfficiency() / seconds);
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    int seconds = interval.durationSeconds();
    double efficiency = rating.oneWayEfficiency();
    Worth worth = Worth.of(interval);
    double charge = chargeWatts(seconds);
    double discharge = dischargeWatts(seconds);
    double now = worth.at(fraction());
    double charged = worth.at((storedJoules + charge * efficiency * seconds) / capacityJoules());
    double emptied = worth.at((storedJoules - discharge / efficiency * seconds) / capacityJoules());
    return new CurveBuilder()
        .point(-charge, charged * efficiency)
        .point(0, now * efficiency)
        .point(0, now / efficiency + rating.wearDollarsPerMwh())
        .point(discharge, emptied / efficiency + rating.wearDollarsPerMwh())
        .build();
  }

  @Override
  public Optional<HorizonRequest> horizon(DeviceInterval interval, int intervals) {
    int efficiency = HorizonUnits.millionths(rating.oneWayEfficiency());
    var step =
        new HorizonRequest.Step(
            minWatts(), maxWatts(), 0, (long) capacityJoules(), efficiency, 1_000_000, 0);
    double endDollars = HorizonUnits.meanDollars(interval, intervals) * rating.oneWayEfficiency();
    return Optional.of(
        new HorizonRequest(
            (long) storedJoules,
            efficiency,
            HorizonUnits.microsPerMwh(rating.wearDollarsPerMwh()),
            HorizonUnits.microsPerMwh(endDollars),
            Collections.nCopies(intervals, step)));
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    int seconds = interval.durationSeconds();
    double efficiency = rating.oneWayEfficiency();
    double moved =
        setPointWatts < 0
            ? -setPointWatts * efficiency * seconds
            : -setPointWatts / efficiency * seconds;
    // A set point rounds to a W; what that rounding asks beyond full or empty is not followed.
    storedJoules = Math.clamp(storedJoules + moved, 0, capacityJoules());
    return setPointWatts;
  }

  @Override
  public void writeState(CanonicalWriter out) {
    out.f64(storedJoules);
  }

  @Override
  public void readState(CanonicalReader in) {
    double joules = in.f64();
    if (!(joules >= 0 && joules <= capacityJoules())) {
      throw new IllegalArgumentException(
          "A battery of %s J can't hold %s J.".formatted(capacityJoules(), joules));
    }
    storedJoules = joules;
  }

  /** The worth of stored energy, $/MWh, from an empty battery's to a full one's. */
  private record Worth(double emptyDollars, double fullDollars) {
    static Worth of(DeviceInterval interval) {
      double[] hours = interval.outlook().sortedHours(interval.localSeconds(), HORIZON_HOURS);
      double cheap = mean(hours, 0, CHEAP_HOURS);
      double dear = mean(hours, HORIZON_HOURS - DEAR_HOURS, HORIZON_HOURS);
      // A negative worth would turn losses into gains; energy that is worth less than nothing
      // is left to those who can waste it.
      double full = Math.max(cheap, 0);
      return new Worth(Math.max(dear, full + LEAST_SPREAD_DOLLARS), full);
    }

    private static double mean(double[] values, int from, int to) {
      double sum = 0;
      for (int k = from; k < to; k++) {
        sum += values[k];
      }
      return sum / (to - from);
    }

    double at(double fraction) {
      return emptyDollars - (emptyDollars - fullDollars) * Math.clamp(fraction, 0.0, 1.0);
    }
  }
}
