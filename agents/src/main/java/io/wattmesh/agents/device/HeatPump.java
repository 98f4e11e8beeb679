package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.agents.profile.OutdoorTemperature;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A heat pump that keeps a building within a comfort band. The building is one thermal mass behind
 * one resistance: C dT/dt = UA (T_out - T) + gains + COP P, solved exactly over an interval. What
 * is needed to stay above the band's lower edge is worth the urgent value; heating further, up to
 * the upper edge, is worth less the warmer it gets, around the price that the day is expected to
 * have.
 */
public final class HeatPump implements Device {
  private static final double WATTS_PER_KW = 1000;
  private static final double JOULES_PER_KWH = 3.6e6;
  private static final double KELVIN_AT_ZERO_CELSIUS = 273.15;
  private static final int HORIZON_HOURS = 24;

  /** Water temperature of floor heating. */
  private static final double SINK_KELVIN = KELVIN_AT_ZERO_CELSIUS + 35;

  /** What an air-source machine reaches of Carnot's efficiency, and the limits of its range. */
  private static final double CARNOT_FRACTION = 0.4;

  private static final double LEAST_COP = 1.5;
  private static final double GREATEST_COP = 5;

  /** Comfort bids reach this fraction of the expected price above and below it. */
  private static final double SPREAD_FRACTION = 0.5;

  private static final double LEAST_SPREAD_DOLLARS = 1;

  /**
   * The building.
   *
   * @param lossWattsPerKelvin heat lost for each K between inside and outside (UA)
   * @param capacityKwhPerKelvin thermal mass (C)
   * @param gainsWatts heat of people and appliances
   * @param lowCelsius lower edge of the comfort band
   * @param highCelsius upper edge of the comfort band
   */
  public record Building(
      double lossWattsPerKelvin,
      double capacityKwhPerKelvin,
      double gainsWatts,
      double lowCelsius,
      double highCelsius) {}

  private final double ratedKw;
  private final Building building;
  private final OutdoorTemperature outdoor;
  private final LoadValue value;
  private double indoorCelsius;

  /**
   * @param ratedKw greatest electrical power
   */
  public HeatPump(
      double ratedKw,
      Building building,
      OutdoorTemperature outdoor,
      LoadValue value,
      double indoorCelsius) {
    this.ratedKw = ratedKw;
    this.building = building;
    this.outdoor = outdoor;
    this.value = value;
    this.indoorCelsius = indoorCelsius;
  }

  public double indoorCelsius() {
    return indoorCelsius;
  }

  @Override
  public long minWatts() {
    return -Math.round(ratedKw * WATTS_PER_KW);
  }

  @Override
  public long maxWatts() {
    return 0;
  }

  /** Heat delivered for each unit of electricity, by Carnot's rule with a fixed fraction of it. */
  static double coefficientOfPerformance(double outdoorCelsius) {
    double lift = SINK_KELVIN - KELVIN_AT_ZERO_CELSIUS - outdoorCelsius;
    double carnot = lift <= 0 ? GREATEST_COP : CARNOT_FRACTION * SINK_KELVIN / lift;
    return Math.clamp(carnot, LEAST_COP, GREATEST_COP);
  }

  /** The indoor temperature at an interval's end: what it is unheated, and what each W adds. */
  private record Course(double unheatedCelsius, double kelvinPerWatt) {
    double wattsTo(double celsius) {
      return (celsius - unheatedCelsius) / kelvinPerWatt;
    }
  }

  /**
   * An interval's leak: how much of a difference in temperature it keeps, the temperature that it
   * tends to unheated, and what each W adds.
   */
  private record Leak(double keeps, double rest, double kelvinPerWatt) {}

  private Leak leak(DeviceInterval interval) {
    int seconds = interval.durationSeconds();
    double outside = outdoor.celsiusAt(interval.localSeconds() + seconds / 2);
    double loss = building.lossWattsPerKelvin();
    double keeps = Math.exp(-seconds * loss / (building.capacityKwhPerKelvin() * JOULES_PER_KWH));
    return new Leak(
        keeps,
        outside + building.gainsWatts() / loss,
        (1 - keeps) * coefficientOfPerformance(outside) / loss);
  }

  private Course course(DeviceInterval interval) {
    Leak leak = leak(interval);
    return new Course(
        leak.rest() + (indoorCelsius - leak.rest()) * leak.keeps(), leak.kelvinPerWatt());
  }

  @Override
  public BidCurve curve(DeviceInterval interval) {
    Course course = course(interval);
    double rated = ratedKw * WATTS_PER_KW;
    double useful = Math.clamp(course.wattsTo(building.highCelsius()), 0, rated);
    double urgent = Math.clamp(course.wattsTo(building.lowCelsius()), 0, useful);
    double centre = Math.clamp(expectedDollars(interval), 0, value.urgentLowDollars() / 2);
    double spread = Math.max(SPREAD_FRACTION * centre, LEAST_SPREAD_DOLLARS);
    return new CurveBuilder()
        .point(-useful, centre - spread)
        .point(-urgent, centre + spread)
        .point(-urgent, value.urgentLowDollars())
        .point(0, value.urgentHighDollars())
        .build();
  }

  private static double expectedDollars(DeviceInterval interval) {
    double[] hours = interval.outlook().sortedHours(interval.localSeconds(), HORIZON_HOURS);
    return (hours[HORIZON_HOURS / 2 - 1] + hours[HORIZON_HOURS / 2]) / 2;
  }

  /**
   * The building's heat above the band's lower edge. Where the band can't be kept, however the pump
   * runs, its edge gives way to what can.
   */
  @Override
  public Optional<HorizonRequest> horizon(DeviceInterval interval, int intervals) {
    double joulesPerKelvin = building.capacityKwhPerKelvin() * JOULES_PER_KWH;
    double band = joulesPerKelvin * (building.highCelsius() - building.lowCelsius());
    double warmest = joulesPerKelvin * (indoorCelsius - building.lowCelsius());
    long stored = (long) Math.floor(warmest);
    double coldest = warmest;
    double heatPerUnit = 0;
    double kept = 1;
    var steps = new ArrayList<HorizonRequest.Step>(intervals);
    for (int k = 0; k < intervals; k++) {
      DeviceInterval now = interval.later(k);
      Leak leak = leak(now);
      double charge = joulesPerKelvin * leak.kelvinPerWatt() / now.durationSeconds();
      double gain = joulesPerKelvin * (1 - leak.keeps()) * (leak.rest() - building.lowCelsius());
      long slack = HorizonUnits.slackJoules(now, charge);
      warmest = warmest * leak.keeps() + gain - minWatts() * charge * now.durationSeconds();
      coldest = coldest * leak.keeps() + gain;
      double least = Math.min(0, warmest) - slack;
      double most = Math.max(band, coldest) + slack;
      warmest = Math.min(warmest, most);
      coldest = Math.max(coldest, least);
      heatPerUnit += charge / intervals;
      kept *= leak.keeps();
      steps.add(
          new HorizonRequest.Step(
              minWatts(),
              0,
              (long) Math.floor(least),
              (long) Math.ceil(most),
              HorizonUnits.millionths(charge),
              HorizonUnits.millionths(leak.keeps()),
              -Math.round(gain)));
    }
    // Heat leaks away before it is needed, and what is cheapest can be bought later, too.
    double endDollars = HorizonUnits.leastDollars(interval, intervals) * kept / heatPerUnit;
    return Optional.of(
        new HorizonRequest(stored, 1_000_000, 0, HorizonUnits.microsPerMwh(endDollars), steps));
  }

  @Override
  public long run(long setPointWatts, DeviceInterval interval) {
    Course course = course(interval);
    indoorCelsius = course.unheatedCelsius() - setPointWatts * course.kelvinPerWatt();
    return setPointWatts;
  }

  @Override
  public void writeState(CanonicalWriter out) {
    out.f64(indoorCelsius);
  }

  @Override
  public void readState(CanonicalReader in) {
    double celsius = in.f64();
    if (!Double.isFinite(celsius)) {
      throw new IllegalArgumentException("Indoor temperature " + celsius + " is not a number.");
    }
    indoorCelsius = celsius;
  }
}
