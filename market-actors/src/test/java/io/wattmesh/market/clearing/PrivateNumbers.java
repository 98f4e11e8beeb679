package io.wattmesh.market.clearing;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.market.message.ToAggregator.StandingCurve;
import io.wattmesh.proto.model.BidCurve;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bit patterns of what only one region should know: its bids' and curves' points as the
 * integers of the bid and as the doubles of the clearing, and its inner lines' susceptances.
 */
final class PrivateNumbers {
  private final Map<Long, String> patterns = new HashMap<>();

  static PrivateNumbers of(ClearingFixture market, RegionNetwork region) {
    var secrets = new PrivateNumbers();
    for (int bus : region.buses()) {
      for (StandingCurve bid : market.bids().getOrDefault(bus, List.of())) {
        secrets.add(bid.curve(), "bid of " + bid.participant());
      }
      secrets.add(market.standingAt(bus).costCurve(), "curve of bus " + bus);
    }
    for (Branch line : region.innerLines()) {
      secrets.add(line.susceptanceMwPerRad(), "susceptance of row " + line.row());
      secrets.add(line.susceptanceMwPerRad() / region.baseMva(), "susceptance, row " + line.row());
    }
    return secrets;
  }

  private void add(BidCurve curve, String what) {
    for (int k = 0; k < curve.points(); k++) {
      if (curve.powerWatts(k) != 0) {
        patterns.put(curve.powerWatts(k), what + ", W");
      }
      if (curve.priceMicrosPerMwh(k) != 0) {
        patterns.put(curve.priceMicrosPerMwh(k), what + ", micro-$");
      }
      add(curve.powerWatts(k) / 1e6, what + ", MW");
      add(curve.priceMicrosPerMwh(k) / 1e6, what + ", $");
    }
  }

  private void add(CostCurve curve, String what) {
    for (int k = 0; k < curve.size(); k++) {
      add(curve.powerMw(k), what + ", MW");
      add(curve.powerMw(k) / 100, what + ", per unit");
      add(curve.priceUsdPerMwh(k), what + ", $");
    }
  }

  /** A number and its negative; nobody's secret is that something is nothing. */
  private void add(double value, String what) {
    if (value != 0) {
      patterns.put(Double.doubleToLongBits(value), what);
      patterns.put(Double.doubleToLongBits(-value), "minus " + what);
    }
  }

  int size() {
    return patterns.size();
  }

  /** What of this the bytes hold, at any offset, save what is public. */
  Set<String> foundIn(byte[] bytes, Set<Double> publicNumbers) {
    var found = new HashSet<String>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    for (int at = 0; at + Long.BYTES <= bytes.length; at++) {
      long window = in.getLong(at);
      String what = patterns.get(window);
      if (what != null && !publicNumbers.contains(Math.abs(Double.longBitsToDouble(window)))) {
        found.add(what);
      }
    }
    return found;
  }
}
