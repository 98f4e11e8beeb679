package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * So many transactions in so many seconds.
 *
 * @param words how many transactions, as people read it
 */
public record Arrivals(long transactions, BigDecimal seconds, String words) {
  private static final int WORDS_DECIMALS = 3;

  public Arrivals {
    if (transactions < 0) {
      throw new IllegalArgumentException(
          "transactions are %d; give 0 or more.".formatted(transactions));
    }
    Quantity.positive("the time of arrivals (s)", seconds);
  }

  /** Transactions a second, rounded to 16 digits. */
  public BigDecimal tps() {
    return Quantity.plain(BigDecimal.valueOf(transactions).divide(seconds, MathContext.DECIMAL64));
  }

  /** Whether they are strictly fewer than a throughput takes: nothing is divided, so rounded. */
  boolean areBelow(BigDecimal throughputTps) {
    return BigDecimal.valueOf(transactions).compareTo(throughputTps.multiply(seconds)) < 0;
  }

  /** Transactions a second as people read them: at most three decimals. */
  public String tpsWords() {
    BigDecimal tps = tps();
    return Quantity.words(
        tps.scale() > WORDS_DECIMALS ? tps.setScale(WORDS_DECIMALS, RoundingMode.HALF_UP) : tps);
  }

  String rate() {
    return "%s / %s s = %s TPS".formatted(words, Quantity.words(seconds), tpsWords());
  }
}
