package io.wattmesh.load.plan;

/**
 * Seconds of processor time as a function of units: {@code fixed + each * units}, neither below
 * zero.
 */
record Law(double fixedSeconds, double eachSeconds) {
  /** A measured pair. */
  record Sample(double units, double seconds) {}

  double seconds(double units) {
    return fixedSeconds + eachSeconds * units;
  }

  /**
   * The law whose relative errors have the least sum of squares. A point counts the same whether it
   * is of a thousand devices or of a million.
   */
  static Law fit(Iterable<Sample> samples) {
    double ones = 0;
    double units = 0;
    double squares = 0;
    double fixed = 0;
    double each = 0;
    for (Sample sample : samples) {
      if (sample.seconds() <= 0) {
        continue;
      }
      double inverse = 1 / sample.seconds();
      double scaled = sample.units() * inverse;
      ones += inverse * inverse;
      units += inverse * scaled;
      squares += scaled * scaled;
      fixed += inverse;
      each += scaled;
    }
    if (squares == 0) {
      return new Law(0, 0);
    }
    double determinant = ones * squares - units * units;
    // With one point, or points of one size, nothing is known of what is fixed.
    if (determinant > 1e-9 * ones * squares) {
      double first = (fixed * squares - each * units) / determinant;
      double second = (each * ones - fixed * units) / determinant;
      if (first >= 0 && second >= 0) {
        return new Law(first, second);
      }
      if (second < 0) {
        return new Law(fixed / ones, 0);
      }
    }
    return new Law(0, each / squares);
  }
}
