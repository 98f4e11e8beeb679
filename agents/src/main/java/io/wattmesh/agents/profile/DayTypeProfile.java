package io.wattmesh.agents.profile;

import java.time.DayOfWeek;

/** A profile of quarters of an hour for each month and kind of day. */
public final class DayTypeProfile implements Profile {
  static final int QUARTERS = 96;
  static final int MONTHS = 12;

  /** Saturday, Sunday and working day, the order of the source's columns. */
  static final int DAY_TYPES = 3;

  /** Indexed by quarter, then month, then kind of day. */
  private final float[][] values;

  private final double max;

  DayTypeProfile(float[][] values) {
    this.values = values.clone();
    double greatest = Double.NEGATIVE_INFINITY;
    for (float[] row : values) {
      for (float value : row) {
        greatest = Math.max(greatest, value);
      }
    }
    this.max = greatest;
  }

  @Override
  public double at(LocalMoment moment) {
    int month = moment.date().getMonthValue() - 1;
    int column = month * DAY_TYPES + dayType(moment.weekday());
    return values[moment.secondOfDay() / STEP_SECONDS][column];
  }

  private static int dayType(DayOfWeek weekday) {
    return switch (weekday) {
      case SATURDAY -> 0;
      case SUNDAY -> 1;
      default -> 2;
    };
  }

  @Override
  public double max() {
    return max;
  }
}
