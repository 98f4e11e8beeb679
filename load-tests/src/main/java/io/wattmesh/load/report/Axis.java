package io.wattmesh.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart: from values to pixels, with round values to label.
 *
 * @param log whether equal factors are equal lengths
 */
record Axis(double low, double high, boolean log) {
  private static final int TICKS = 5;

  /** From 0 to a value, linear. */
  static Axis linear(double high) {
    return new Axis(0, high > 0 ? high : 1, false);
  }

  static Axis linear(double low, double high) {
    return new Axis(low, high > low ? high : low + 1, false);
  }

  /** Whole powers of ten that enclose both. */
  static Axis logarithmic(double low, double high) {
    double from = Math.pow(10, Math.floor(Math.log10(Math.max(low, 1e-9))));
    double to = Math.pow(10, Math.ceil(Math.log10(Math.max(high, from * 10))));
    return new Axis(from, to, true);
  }

  /** Where a value lies, from 0 to 1; what lies beyond an end is at it. */
  double place(double value) {
    double share =
        log
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.clamp(share, 0, 1);
  }

  List<Double> ticks() {
    var ticks = new ArrayList<Double>();
    if (log) {
      for (double tick = low; tick <= high * 1.001; tick *= 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = roundStep((high - low) / TICKS);
    for (double tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, at least so much. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= least * 0.999) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** A value with no more digits than it needs. */
  static String label(double value) {
    if (value >= 1e6) {
      return trimmed(value / 1e6) + "M";
    }
    return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
  }

  private static String trimmed(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
