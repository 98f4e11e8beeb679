package io.wattmesh.agents.profile;

import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * A moment of the local calendar.
 *
 * @param date the day
 * @param secondOfDay seconds since local midnight
 */
public record LocalMoment(LocalDate date, int secondOfDay) {
  static final int SECONDS_PER_DAY = 86_400;
  static final int SECONDS_PER_HOUR = 3_600;

  /**
   * @param localSeconds seconds since 1970 on the local clock
   */
  public static LocalMoment of(long localSeconds) {
    return new LocalMoment(
        LocalDate.ofEpochDay(Math.floorDiv(localSeconds, SECONDS_PER_DAY)),
        Math.floorMod(localSeconds, SECONDS_PER_DAY));
  }

  public int hour() {
    return secondOfDay / SECONDS_PER_HOUR;
  }

  public DayOfWeek weekday() {
    return date.getDayOfWeek();
  }
}
