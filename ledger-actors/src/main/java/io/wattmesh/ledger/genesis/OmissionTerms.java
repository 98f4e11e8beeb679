package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * What it costs an aggregator to leave out a bid that it acknowledged. It is taken from the
 * aggregator's bond, its deposit at genesis, as far as that goes.
 *
 * @param claimWindowMillis how long after an interval's book deadline claims are taken, and the
 *     roots of books kept; 0 if none are
 * @param penaltyMicros what a conviction takes from the bond, micro-tokens
 * @param compensationMicros how much of that goes to the participant; the rest goes to the
 *     balancing account
 */
public record OmissionTerms(long claimWindowMillis, long penaltyMicros, long compensationMicros) {
  /** No claims are taken. */
  public static final OmissionTerms NONE = new OmissionTerms(0, 0, 0);

  /** About 30 years: no sum of times can overflow. */
  private static final long MAX_WINDOW_MILLIS = 1_000_000_000_000L;

  public OmissionTerms {
    if (claimWindowMillis < 0
        || claimWindowMillis > MAX_WINDOW_MILLIS
        || compensationMicros < 0
        || penaltyMicros < compensationMicros) {
      throw new IllegalArgumentException(
          ("The window for claims (%d ms) lies within 0 to %d; the compensation (%d micro-tokens) is"
                  + " not negative and a part of the penalty (%d).")
              .formatted(claimWindowMillis, MAX_WINDOW_MILLIS, compensationMicros, penaltyMicros));
    }
  }

  /** Whether claims are taken at all. */
  public boolean areTaken() {
    return claimWindowMillis > 0;
  }

  void write(CanonicalWriter out) {
    out.i64(claimWindowMillis).i64(penaltyMicros).i64(compensationMicros);
  }

  static OmissionTerms read(CanonicalReader in) {
    return new OmissionTerms(in.i64(), in.i64(), in.i64());
  }
}
