package io.wattmesh.agents.profile;

/**
 * Outdoor air temperature as two cosines, one over the year and one over the day. A model, not a
 * measurement: the shipped profiles bring no weather.
 *
 * @param yearMeanCelsius mean over the year
 * @param yearSwingKelvin how far the warmest day (20 July) lies above the mean
 * @param daySwingKelvin how far the warmest hour (15:00) lies above the day's mean
 */
public record OutdoorTemperature(
    double yearMeanCelsius, double yearSwingKelvin, double daySwingKelvin) {
  /**
   * About Chicago's climate: monthly means near -4 degrees Celsius in January and 24 in July (NOAA
   * normals 1991-2020, rounded).
   */
  public static final OutdoorTemperature CONTINENTAL = new OutdoorTemperature(10.5, 13, 5);

  private static final int WARMEST_DAY = 201;
  private static final double DAYS_PER_YEAR = 365.25;
  private static final int WARMEST_HOUR = 15;
  private static final int HOURS_PER_DAY = 24;

  /**
   * @param localSeconds seconds since 1970 on the local clock
   */
  public double celsiusAt(long localSeconds) {
    LocalMoment moment = LocalMoment.of(localSeconds);
    double day = moment.date().getDayOfYear() - WARMEST_DAY;
    double hour = (double) moment.secondOfDay() / LocalMoment.SECONDS_PER_HOUR - WARMEST_HOUR;
    return yearMeanCelsius
        + yearSwingKelvin * Math.cos(2 * Math.PI * day / DAYS_PER_YEAR)
        + daySwingKelvin * Math.cos(2 * Math.PI * hour / HOURS_PER_DAY);
  }
}
