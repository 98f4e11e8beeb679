package io.wattmesh.ledger.contract;

/**
 * What an account holds, as contracts see it.
 *
 * @param balanceMicros payment tokens, micro-tokens, the locked ones included
 * @param lockedMicros tokens locked as collateral, which no contract can change
 * @param creditsJoules energy credits
 */
public record Holding(long balanceMicros, long lockedMicros, long creditsJoules) {
  public long freeMicros() {
    return balanceMicros - lockedMicros;
  }

  public Holding withBalance(long micros) {
    return new Holding(micros, lockedMicros, creditsJoules);
  }

  public Holding withCredits(long joules) {
    return new Holding(balanceMicros, lockedMicros, joules);
  }
}
