package io.wattmesh.proto.proof;

/**
 * How far a commitment was kept: what was awarded in an interval against what was metered. It
 * follows from a statement's own figures, which the interval's root proves.
 *
 * @param fulfilledJoules how much of the award, either way, was delivered or taken; at least 0
 * @param shortfallJoules how much less was injected, or more withdrawn, than awarded; at least 0
 * @param surplusJoules how much more was injected, or less withdrawn, than awarded; at least 0
 * @param committedCreditsJoules credits minted for injection that was awarded
 * @param uncommittedCreditsJoules credits minted for injection that was not
 */
public record Fulfilment(
    Status status,
    long fulfilledJoules,
    long shortfallJoules,
    long surplusJoules,
    long committedCreditsJoules,
    long uncommittedCreditsJoules) {
  /** What became of a commitment. */
  public enum Status {
    /** Nothing was awarded. */
    NONE,
    /** Not a joule of the award was delivered or taken. */
    UNFULFILLED,
    PART_FULFILLED,
    FULFILLED
  }

  /**
   * @param awardedJoules injection positive
   * @param deliveredJoules injection positive
   * @param creditsJoules credits minted for it; those for the award come first
   */
  public static Fulfilment of(long awardedJoules, long deliveredJoules, long creditsJoules) {
    long award = Math.absExact(awardedJoules);
    long inItsDirection = awardedJoules < 0 ? Math.negateExact(deliveredJoules) : deliveredJoules;
    long fulfilled = Math.clamp(inItsDirection, 0, award);
    long deviation = Math.subtractExact(deliveredJoules, awardedJoules);
    long committed = Math.clamp(creditsJoules, 0, Math.max(0, awardedJoules));
    return new Fulfilment(
        status(award, fulfilled),
        fulfilled,
        Math.max(0, Math.negateExact(deviation)),
        Math.max(0, deviation),
        committed,
        Math.subtractExact(creditsJoules, committed));
  }

  private static Status status(long award, long fulfilled) {
    if (award == 0) {
      return Status.NONE;
    }
    if (fulfilled == 0) {
      return Status.UNFULFILLED;
    }
    return fulfilled == award ? Status.FULFILLED : Status.PART_FULFILLED;
  }
}
