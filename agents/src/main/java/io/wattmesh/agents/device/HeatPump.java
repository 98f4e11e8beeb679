package io.wattmesh.agents.device;

import io.wattmesh.agents.curve.CurveBuilder;
import io.wattmesh.agents.profile.OutdoorTemperature;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.BidCurve;

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

  private Course course(DeviceInterval interval) {
    int seconds = interval.durationSeconds();
    double outside = outdoor.celsiusAt(interval.localSeconds() + seconds / 2);
    double loss = building.lossWattsPerKelvin();
    double keeps = Math.exp(-seconds * loss / (building.capacityKwhPerKelvin() * JOULES_PER_KWH));
    double rest = outside + building.gainsWatts() / loss;
    return new Course(
        rest + (indoorCelsius - rest) * keeps,
        (1 - keeps) * coefficientOfPerformance(outside) / loss);
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
