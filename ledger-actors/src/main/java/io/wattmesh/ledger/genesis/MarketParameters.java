package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.Objects;

/**
 * The market's fixed rules.
 *
 * @param name the market's name
 * @param schedule when what happens in an interval
 * @param priceCapMicrosPerMwh the highest price, either way, that a clearing may have
 * @param deviationPartsPerMillion how much dearer (cheaper) a shortfall (surplus) is than the price
 * @param voidPriceMicrosPerMwh the price of deliveries in an interval without a clearing
 * @param reserveMicros payment tokens issued to the balancing account at genesis
 * @param demoKeys whether all keys derive from a published seed and protect nothing
 */
public record MarketParameters(
    String name,
    MarketSchedule schedule,
    long priceCapMicrosPerMwh,
    long deviationPartsPerMillion,
    long voidPriceMicrosPerMwh,
    long reserveMicros,
    boolean demoKeys) {
  private static final int MAX_NAME_BYTES = 128;

  public MarketParameters {
    Objects.requireNonNull(schedule);
    if (priceCapMicrosPerMwh <= 0 || deviationPartsPerMillion < 0 || reserveMicros < 0) {
      throw new IllegalArgumentException(
          "The price cap (%d) must be positive, deviation factor (%d) and reserve (%d) not negative."
              .formatted(priceCapMicrosPerMwh, deviationPartsPerMillion, reserveMicros));
    }
  }

  void write(CanonicalWriter out) {
    out.text(name)
        .i64(schedule.startMillis())
        .i64(schedule.intervalMillis())
        .i64(schedule.gateLeadMillis())
        .i64(schedule.bookWindowMillis())
        .i64(schedule.readingWindowMillis())
        .i64(priceCapMicrosPerMwh)
        .i64(deviationPartsPerMillion)
        .i64(voidPriceMicrosPerMwh)
        .i64(reserveMicros)
        .bool(demoKeys);
  }

  static MarketParameters read(CanonicalReader in) {
    return new MarketParameters(
        in.text(MAX_NAME_BYTES),
        new MarketSchedule(in.i64(), in.i64(), in.i64(), in.i64(), in.i64()),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        in.bool());
  }
}
