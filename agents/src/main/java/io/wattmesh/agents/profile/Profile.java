package io.wattmesh.agents.profile;

/** A quantity over local time. The profile's maker says which, and its unit. */
public interface Profile {
  /** Real profiles come in quarters of an hour or coarser. */
  int STEP_SECONDS = 900;

  /** The value that holds at a moment. */
  double at(LocalMoment moment);

  /** The greatest value of all. */
  double max();

  /**
   * The mean over a span of time, from samples at least every quarter of an hour.
   *
   * @param localSeconds the span's beginning, seconds since 1970 on the local clock
   * @param durationSeconds the span's length
   */
  default double mean(long localSeconds, int durationSeconds) {
    int samples = Math.max(1, Math.ceilDiv(durationSeconds, STEP_SECONDS));
    double sum = 0;
    for (int k = 0; k < samples; k++) {
      // The middle of each sample's span, so that one that straddles a step is not always early.
      long middle = localSeconds + (2L * k + 1) * durationSeconds / (2L * samples);
      sum += at(LocalMoment.of(middle));
    }
    return sum / samples;
  }
}
