package io.wattmesh.load.agents;

/** What each prosumer is called for in a round, and when it has answered. */
enum RoundKind {
  /**
   * It is told its award of the interval before and that the next gate is open: it delivers, bids,
   * signs, sends, and hears the acknowledgement, which is its answer.
   */
  BID(2),

  /**
   * It is told an award: it asks its agent, lets its device run and tells its meter what it
   * delivers, which is its answer. Nothing is signed.
   */
  REACH(1);

  private final long deliveries;

  RoundKind(long deliveries) {
    this.deliveries = deliveries;
  }

  /**
   * How often a meter must have been told of a prosumer's deliveries by the end of a round. One
   * that bids tells of a delivery with its award, and again at the next tick.
   */
  long deliveriesBy(int round) {
    return this == BID ? deliveries * round : deliveries * (round + 1L);
  }

  static RoundKind parse(String text) {
    for (RoundKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "A round is 'bid' or 'reach', not '%s'; give one of these.".formatted(text));
  }

  String text() {
    return this == BID ? "bid" : "reach";
  }
}
