package io.wattmesh.archfixture.ledger;

/** Breaks: no floating point in the ledger. */
public final class CallsFloatingPoint {
  private CallsFloatingPoint() {}

  /** Looks as if it were integers. */
  public static long root(long value) {
    return (long) Math.sqrt((double) value);
  }
}
