package io.wattmesh.grid.certificate;

/** Why a clearing certificate was refused, in the order of the checks. The codes are for good. */
public enum Reason {
  /** Accepted. */
  VALID(0),
  /** The lists of the certificate or of the bids do not fit the network. */
  SHAPE(1),
  /** A price or a line dual lies beyond the range in which sums are exact. */
  VALUE_RANGE(2),
  /** An angle is outside the box around its reference, or a reference's angle is not zero. */
  ANGLE_BOX(3),
  /** A flow recomputed from the angles passes its limit. */
  LINE_LIMIT(4),
  /** A bus injects another power than leaves it over its branches. */
  BUS_BALANCE(5),
  /** The injections of an island do not sum to zero: energy would be made or lost. */
  ENERGY_NOT_CONSERVED(6),
  /** A line dual prices a limit that the branch does not have. */
  DUAL_SIGN(7),
  /** A bus's bids do not give its injection at its price. */
  PRICE_NOT_SUPPORTED(8),
  /** An island's bids together want to buy or sell more at its prices. */
  ISLAND_PRICES_NOT_SUPPORTED(9),
  /** The proven distance to the optimum is above its tolerance. */
  GAP(10),
  /** A sum left its integer range. */
  OVERFLOW(11),
  /** Tied steps are not shared by the rule, or it is not proven. */
  SHARES_NOT_BY_RULE(12),
  /** Of several prices that support the dispatch these are not the rule's, or it is not proven. */
  PRICES_NOT_BY_RULE(13);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** The reason's number in the published list of checks. */
  public int code() {
    return code;
  }

  /** The reason with a code. */
  public static Reason ofCode(int code) {
    for (Reason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    throw new IllegalArgumentException("No reason has the code " + code + ".");
  }
}
