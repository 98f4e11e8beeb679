package io.wattmesh.cluster.report;

/**
 * Places for the buses of a network that has no coordinates.
 *
 * <p>Buses are placed so that their distance on the page follows their distance over branches, by
 * {@link StressLayout}; tie lines count double, so regions come apart. The picture is then turned
 * to lie along its longer axis, fitted to the page, and buses that would overlap are pushed apart.
 * Same network, same places: no clock, no shared random source, and {@link StrictMath} only.
 */
final class GridLayout {
  /** Width of the picture in its own units. */
  static final int WIDTH = 1000;

  /** Largest network worth a picture; beyond it the page lists buses instead. */
  static final int MOST_BUSES = 2000;

  private static final int LEAST_HEIGHT = 260;
  private static final int MOST_HEIGHT = 720;
  private static final double MOST_STRETCH = 1.4;
  private static final int SPREAD_PASSES = 40;
  private static final double SPREAD_SHARE = 0.5;

  private final double[] x;
  private final double[] y;
  private int height = LEAST_HEIGHT;

  private GridLayout(double[][] places) {
    x = places[0];
    y = places[1];
  }

  static GridLayout of(RunData data) {
    GridLayout layout = new GridLayout(StressLayout.of(new BusDistances(data)));
    if (layout.x.length > 0) {
      layout.turn();
      layout.fit();
      layout.spread();
      layout.fit();
      round(layout.x);
      round(layout.y);
    }
    return layout;
  }

  /** Horizontal places in 0 to {@link #WIDTH}. */
  double[] x() {
    return x;
  }

  /** Vertical places in 0 to {@link #height()}. */
  double[] y() {
    return y;
  }

  /** Height of the picture in its own units. */
  int height() {
    return height;
  }

  /** Turns the picture so that its longest extent is horizontal. */
  private void turn() {
    centre(x);
    centre(y);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += x[i] * x[i];
      xy += x[i] * y[i];
      yy += y[i] * y[i];
    }
    double angle = 0.5 * StrictMath.atan2(2 * xy, xx - yy);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < x.length; i++) {
      double along = cos * x[i] + sin * y[i];
      y[i] = cos * y[i] - sin * x[i];
      x[i] = along;
    }
  }

  /** Fills the width, and the height as far as that does not distort the picture much. */
  private void fit() {
    double wide = max(x) - min(x);
    double natural = wide > 0 ? WIDTH * (max(y) - min(y)) / wide : 0;
    height = (int) Math.clamp(Math.rint(MOST_STRETCH * natural), LEAST_HEIGHT, MOST_HEIGHT);
    place(x, WIDTH, WIDTH);
    place(y, Math.min(height, MOST_STRETCH * natural), height);
  }

  /** Pushes apart buses that are much nearer than an even spread would have them. */
  private void spread() {
    int n = x.length;
    double gap = SPREAD_SHARE * Math.sqrt((double) WIDTH * height / n);
    for (int pass = 0; pass < SPREAD_PASSES; pass++) {
      for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
          double dx = x[j] - x[i];
          double dy = y[j] - y[i];
          if (Math.abs(dx) < gap && Math.abs(dy) < gap) {
            double distance = Math.sqrt(dx * dx + dy * dy);
            if (distance > 0 && distance < gap) {
              double push = 0.25 * (gap - distance) / distance;
              x[i] -= push * dx;
              x[j] += push * dx;
              y[i] -= push * dy;
              y[j] += push * dy;
            }
          }
        }
      }
    }
  }

  private static void centre(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] -= sum / values.length;
    }
  }

  /** Stretches values over a range of the given size in the middle of a whole. */
  private static void place(double[] values, double size, double whole) {
    double low = min(values);
    double range = max(values) - low;
    for (int i = 0; i < values.length; i++) {
      double share = range > 0 ? (values[i] - low) / range - 0.5 : 0;
      values[i] = whole / 2 + share * size;
    }
  }

  private static void round(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.rint(values[i] * 10) / 10;
    }
  }

  private static double min(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    for (double value : values) {
      least = Math.min(least, value);
    }
    return least;
  }

  private static double max(double[] values) {
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      most = Math.max(most, value);
    }
    return most;
  }
}
