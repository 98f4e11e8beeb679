package io.wattmesh.market.clearing;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;

/**
 * What an aggregator signs for its region: the sum of the standing bids of its bus.
 *
 * @param booksRoot the frozen books that the curve is of
 */
public record BusCurveMessage(long interval, Hash booksRoot, int bus, CostCurve curve) {
  private static final int MAX_POINTS = 4_000_000;

  public byte[] toBytes() {
    double[] powerMw = new double[curve.size()];
    double[] priceUsdPerMwh = new double[curve.size()];
    for (int k = 0; k < powerMw.length; k++) {
      powerMw[k] = curve.powerMw(k);
      priceUsdPerMwh[k] = curve.priceUsdPerMwh(k);
    }
    return new CanonicalWriter()
        .i64(interval)
        .hash(booksRoot)
        .i32(bus)
        .f64s(powerMw)
        .f64s(priceUsdPerMwh)
        .toByteArray();
  }

  public static BusCurveMessage ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new BusCurveMessage(
                in.i64(),
                in.hash(),
                in.i32(),
                CostCurve.ofPoints(in.f64s(MAX_POINTS), in.f64s(MAX_POINTS))));
  }
}
