package io.wattmesh.agents.profile;

import java.time.LocalDate;

/**
 * A profile of 8,760 hours, laid over any year: the day of the year is looked up and then moved by
 * at most three days to one with the same day of the week, since people live by the week.
 */
public final class YearProfile implements Profile {
  static final int HOURS = 8_760;
  private static final int DAYS = 365;
  private static final long HOUR_SECONDS = LocalMoment.SECONDS_PER_HOUR;
  private static final int HOURS_PER_DAY = 24;

  private final float[] values;
  private final LocalDate firstDay;
  private final int firstHour;
  private final double max;

  /**
   * @param values one value an hour
   * @param firstDay the day in which the first hour lies
   * @param firstHour the first hour, 0 to 23
   */
  YearProfile(float[] values, LocalDate firstDay, int firstHour) {
    if (values.length != HOURS) {
      throw new IllegalArgumentException(
          "A year's profile has %d hours, this has %d.".formatted(HOURS, values.length));
    }
    this.values = values.clone();
    this.firstDay = firstDay;
    this.firstHour = firstHour;
    double greatest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    this.max = greatest;
  }

  @Override
  public double at(LocalMoment moment) {
    int day = Math.floorMod(dayOfCommonYear(moment.date()) - dayOfCommonYear(firstDay), DAYS);
    int weekdayThere = Math.floorMod(firstDay.getDayOfWeek().getValue() + day, 7);
    int ahead = Math.floorMod(moment.weekday().getValue() - weekdayThere, 7);
    int shift = ahead > 3 ? ahead - 7 : ahead;
    int hour = (day + shift) * HOURS_PER_DAY + moment.hour() - firstHour;
    return values[Math.floorMod(hour, HOURS)];
  }

  /** Whole hours are looked up once each, weighed by the part of the span that lies in them. */
  @Override
  public double mean(long localSeconds, int durationSeconds) {
    long end = localSeconds + durationSeconds;
    double sum = 0;
    long from = localSeconds;
    while (from < end) {
      long hourEnd = (Math.floorDiv(from, HOUR_SECONDS) + 1) * HOUR_SECONDS;
      long to = Math.min(hourEnd, end);
      sum += at(LocalMoment.of(from)) * (to - from);
      from = to;
    }
    return sum / durationSeconds;
  }

  /** 0 to 364; the 29th of February counts as the 28th. */
  private static int dayOfCommonYear(LocalDate date) {
    int day = date.getDayOfYear() - 1;
    return date.isLeapYear() && date.getDayOfYear() >= 60 ? day - 1 : day;
  }

  @Override
  public double max() {
    return max;
  }
}
