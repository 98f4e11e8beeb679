package io.wattmesh.market.directory;

/**
 * An aggregator by what it is for: its bus, and its place among the aggregators of that bus by id,
 * from 0.
 */
public record AggregatorSeat(int bus, int place) {
  public AggregatorSeat {
    if (place < 0) {
      throw new IllegalArgumentException(
          "Place %d of bus %d: places count from 0.".formatted(place, bus));
    }
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @throws NumberFormatException if it is none
   */
  public static AggregatorSeat parse(String text) {
    int dash = text.indexOf('-', 1);
    return dash < 0
        ? new AggregatorSeat(Integer.parseInt(text), 0)
        : new AggregatorSeat(
            Integer.parseInt(text.substring(0, dash)),
            Integer.parseInt(text.substring(dash + 1)) - 1);
  }

  /** The bus's number, and from the second place on a dash and the place as people count. */
  @Override
  public String toString() {
    return place == 0 ? Integer.toString(bus) : bus + "-" + (place + 1);
  }
}
