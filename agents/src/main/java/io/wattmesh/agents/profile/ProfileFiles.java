package io.wattmesh.agents.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the shipped profile files from the class path. */
final class ProfileFiles {
  private static final String FOLDER = "/io/wattmesh/agents/profiles/";

  private ProfileFiles() {}

  /**
   * A year of hours from one column, counted from 0; a heading line is skipped.
   *
   * @param factor from the file's unit to the profile's
   */
  static float[] hours(String file, int column, double factor) {
    List<String> rows = lines(file);
    int first = rows.size() - YearProfile.HOURS;
    if (first != 0 && first != 1) {
      throw new IllegalStateException(
          "%s has %d lines; it must have %d hours after at most one heading line."
              .formatted(file, rows.size(), YearProfile.HOURS));
    }
    float[] values = new float[YearProfile.HOURS];
    for (int hour = 0; hour < values.length; hour++) {
      double value = Double.parseDouble(rows.get(first + hour).split(",", -1)[column]);
      values[hour] = (float) (value * factor);
    }
    return values;
  }

  /** Quarters of an hour by month and kind of day, after two heading lines. */
  static DayTypeProfile dayTypes(String file) {
    List<String> rows = lines(file);
    float[][] values = new float[DayTypeProfile.QUARTERS][];
    for (int quarter = 0; quarter < values.length; quarter++) {
      String[] cells = rows.get(quarter + 2).split(",", -1);
      values[quarter] = new float[DayTypeProfile.MONTHS * DayTypeProfile.DAY_TYPES];
      for (int k = 0; k < values[quarter].length; k++) {
        values[quarter][k] = Float.parseFloat(cells[k + 1]);
      }
    }
    return new DayTypeProfile(values);
  }

  private static List<String> lines(String file) {
    try (InputStream in = ProfileFiles.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("Profile " + FOLDER + file + " is not on the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Profile " + file + " can't be read.", e);
    }
  }
}
