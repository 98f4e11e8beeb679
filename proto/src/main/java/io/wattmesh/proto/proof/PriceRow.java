package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * One bus's row of a committed clearing certificate.
 *
 * @param pricePicosPerMwh the locational marginal price, pico-$/MWh
 * @param injectionWatts the bus's certified net injection
 */
public record PriceRow(int bus, long pricePicosPerMwh, long injectionWatts) {
  public byte[] toBytes() {
    return new CanonicalWriter().i32(bus).i64(pricePicosPerMwh).i64(injectionWatts).toByteArray();
  }

  public static PriceRow read(CanonicalReader in) {
    return new PriceRow(in.i32(), in.i64(), in.i64());
  }

  /**
   * The price at which the ledger settles: rounded to the nearest micro-$/MWh, halves up (towards
   * positive infinity).
   */
  public long priceMicrosPerMwh() {
    return settlementPriceMicros(pricePicosPerMwh);
  }

  public static long settlementPriceMicros(long pricePicosPerMwh) {
    return Math.floorDiv(Math.addExact(pricePicosPerMwh, 500_000L), 1_000_000L);
  }
}
