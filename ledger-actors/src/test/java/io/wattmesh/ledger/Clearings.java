package io.wattmesh.ledger;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Clearings of the chain 1-2-3 in integers: its flows follow from the injections alone. */
public final class Clearings {
  public static final long USD_PICOS = 1_000_000_000_000L;

  /** 1 W over 1e9 W/rad. */
  private static final long PICO_RAD_PER_WATT =
      1_000_000_000_000L / GenesisDraft.SUSCEPTANCE_WATTS_PER_RAD;

  private Clearings() {}

  /** F12 at 100 MW: prices 10, 15, 15 and injections 100, -125, 25 MW. */
  public static ClearingCertificate congested(long interval, Hash booksRoot) {
    return radial(
        interval,
        booksRoot,
        new long[] {100_000_000, -125_000_000, 25_000_000},
        new long[] {10 * USD_PICOS, 15 * USD_PICOS, 15 * USD_PICOS},
        new long[] {5 * USD_PICOS, 0});
  }

  public static ClearingCertificate radial(
      long interval, Hash booksRoot, long[] injections, long[] prices, long[] duals) {
    long flow12 = injections[0];
    long flow23 = -injections[2];
    long[] angles = {0, -flow12 * PICO_RAD_PER_WATT, -(flow12 + flow23) * PICO_RAD_PER_WATT};
    return new ClearingCertificate(interval, booksRoot, angles, injections, prices, duals);
  }

  /** One price for all buses at which the standing bids balance, when no limit binds. */
  public static ClearingCertificate uniform(LedgerState state, long interval) {
    var bids = new ArrayList<List<StandingBid>>();
    for (int bus = 1; bus <= 3; bus++) {
      bids.add(state.book(interval, bus).map(book -> book.bids()).orElse(List.of()));
    }
    long price = balancingPrice(bids);
    long[] injections = balanced(bids, price);
    return radial(
        interval,
        state.interval(interval).orElseThrow().booksRoot(),
        injections,
        new long[] {price, price, price},
        new long[2]);
  }

  private static long balancingPrice(List<List<StandingBid>> bids) {
    long low = -1_000 * USD_PICOS;
    long high = 1_000 * USD_PICOS;
    while (low < high) {
      long middle = Math.floorDiv(low + high, 2);
      long most =
          bids.stream()
              .flatMap(List::stream)
              .mapToLong(bid -> bid.curve().highWattsAt(middle))
              .sum();
      if (most >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** From the least injections up, bus by bus, until they add up to zero. */
  private static long[] balanced(List<List<StandingBid>> bids, long price) {
    long[] injections = new long[3];
    long[] most = new long[3];
    for (int k = 0; k < 3; k++) {
      var bus = new BusBids(bids.get(k).stream().map(StandingBid::curve).toList());
      injections[k] = bus.lowWatts(price);
      most[k] = bus.highWatts(price);
    }
    long missing = -LongStream.of(injections).sum();
    for (int k = 0; k < 3; k++) {
      long step = Math.clamp(missing, 0, most[k] - injections[k]);
      injections[k] += step;
      missing -= step;
    }
    return injections;
  }
}
