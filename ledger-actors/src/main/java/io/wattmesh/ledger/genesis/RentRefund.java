package io.wattmesh.ledger.genesis;

/**
 * When congestion rent goes back to consumers.
 *
 * @param everyIntervals after how many settled intervals; 0 is never
 * @param byAward whether awarded withdrawal counts, or the metered one
 */
public record RentRefund(int everyIntervals, boolean byAward) {
  /** The rent stays in the tariff account. */
  public static final RentRefund NEVER = new RentRefund(0, false);

  private static final int MOST_INTERVALS = 100_000;

  public RentRefund {
    if (everyIntervals < 0 || everyIntervals > MOST_INTERVALS) {
      throw new IllegalArgumentException(
          "Rent is refunded every 1 to %d intervals, or never (0), not every %d."
              .formatted(MOST_INTERVALS, everyIntervals));
    }
  }

  public boolean isOn() {
    return everyIntervals > 0;
  }
}
