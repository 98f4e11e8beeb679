package io.wattmesh.ledger.genesis;

/**
 * Who bears it, and in which order, when somebody can't pay for its deviation. Its own free tokens
 * always come first; whatever nobody bears is cut, pro rata, from those who are owed.
 */
public enum LossOrder {
  /** Free tokens, the balancing account's reserve. */
  FREE_RESERVE(0, false, true),
  /** Free tokens, the deposit set aside, the reserve. */
  FREE_DEPOSIT_RESERVE(1, true, true),
  /** Free tokens alone: those who owe pay those who are owed, the reserve is for the rent. */
  FREE(2, false, false),
  /** Free tokens and the deposit set aside, without the reserve. */
  FREE_DEPOSIT(3, true, false);

  private final int code;
  private final boolean takesDeposit;
  private final boolean takesReserve;

  LossOrder(int code, boolean takesDeposit, boolean takesReserve) {
    this.code = code;
    this.takesDeposit = takesDeposit;
    this.takesReserve = takesReserve;
  }

  /** Whether what a participant set aside pays for its deviations. */
  public boolean takesDeposit() {
    return takesDeposit;
  }

  /** Whether the balancing account's tokens pay those who are owed. */
  public boolean takesReserve() {
    return takesReserve;
  }

  int code() {
    return code;
  }

  static LossOrder ofCode(int code) {
    for (LossOrder order : values()) {
      if (order.code == code) {
        return order;
      }
    }
    throw new IllegalArgumentException(
        "Order of loss %d is unknown; there are 0 to %d.".formatted(code, values().length - 1));
  }
}
