package io.wattmesh.proto.governance;

/** A market parameter that governance may change. The code is part of the format. */
public enum RuleParameter {
  /** The highest price, either way, at which anything settles, micro-$/MWh. */
  PRICE_CAP(1, "price-cap"),
  /** How much dearer (cheaper) a shortfall (surplus) is than the price, in millionths. */
  DEVIATION(2, "deviation"),
  /** The price of deliveries in an interval without a clearing, micro-$/MWh. */
  VOID_PRICE(3, "void-price"),
  /** Micro-tokens for each gas that a call uses. */
  GAS_PRICE(4, "gas-price"),
  /** The operator's part of a bilateral trade's payment, in millionths. */
  TRADE_FEE(5, "trade-fee"),
  /** How long after its approval a proposal takes effect, ms. */
  DELAY(6, "delay"),
  /** The last part of the book window, in which sealed bids are revealed, ms; 0: bids are open. */
  REVEAL_WINDOW(7, "reveal-window"),
  /** What a sealed bid that does not stand costs by its participant's devices, micro-$/MWh. */
  SEAL_FORFEIT(8, "seal-forfeit");

  private final int code;
  private final String word;

  RuleParameter(int code, String word) {
    this.code = code;
    this.word = word;
  }

  public int code() {
    return code;
  }

  /** Its name in files and commands. */
  public String word() {
    return word;
  }

  /**
   * Whether bidders act on it before any block: then it changes only for intervals whose bidding
   * has not begun.
   */
  public boolean isOfBidding() {
    return this == REVEAL_WINDOW || this == SEAL_FORFEIT;
  }

  public static RuleParameter ofCode(int code) {
    for (RuleParameter parameter : values()) {
      if (parameter.code == code) {
        return parameter;
      }
    }
    throw new IllegalArgumentException("Parameter " + code + " is none that can be changed.");
  }
}
