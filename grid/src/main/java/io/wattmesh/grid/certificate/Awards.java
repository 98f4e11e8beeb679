package io.wattmesh.grid.certificate;

import java.util.Arrays;

/**
 * What each bid of a bus gets, a function of its curve, the bus's price and the bus's injection.
 *
 * <p>The rule, exact in integers:
 *
 * <ol>
 *   <li>lo_j and hi_j are bid j's least and greatest answers, in micro-W, at the lower and upper
 *       end of the window around lambda; phi is the one fraction for which the sum of lo_j + phi
 *       (hi_j - lo_j) is the injection.
 *   <li>Each bid gets lo_j + phi (hi_j - lo_j) rounded down to a whole watt.
 *   <li>The watts that are left go one each to the bids that rounding took most from; among equals,
 *       to the first in the order of participants.
 * </ol>
 *
 * <p>So the awards sum to the injection exactly, and each lies within {@code lowWattsAt(lambda -
 * w)} to {@code highWattsAt(lambda + w)} of its curve.
 */
public final class Awards {
  private Awards() {}

  /**
   * The awards of a bus, W, in the order of its bids.
   *
   * @param pricePicosPerMwh the bus's certified price, pico-$/MWh
   * @param injectionWatts the bus's certified injection, W
   * @throws IllegalArgumentException if the bids do not give that injection at that price
   */
  public static long[] at(BusBids bids, long pricePicosPerMwh, long injectionWatts) {
    var dispatch = new BusDispatch();
    dispatch.atPrice(bids, pricePicosPerMwh);
    dispatch.atInjection(injectionWatts);
    long[] awards = new long[bids.size()];
    long left = injectionWatts;
    for (int bid = 0; bid < awards.length; bid++) {
      awards[bid] = Math.floorDiv(dispatch.microWatts(bid), CertificateRules.MICRO_WATTS_PER_WATT);
      left = Math.subtractExact(left, awards[bid]);
    }
    handOut(left, dispatch, awards);
    return awards;
  }

  private static void handOut(long left, BusDispatch dispatch, long[] awards) {
    if (left == 0) {
      return;
    }
    Remainder[] remainders = new Remainder[awards.length];
    Arrays.setAll(remainders, bid -> Remainder.of(dispatch, bid));
    Arrays.sort(remainders);
    if (left < 0 || left > awards.length || !remainders[(int) left - 1].isPositive()) {
      throw new IllegalStateException(
          "%d W are left over for %d bids, which the rule excludes."
              .formatted(left, awards.length));
    }
    for (int k = 0; k < left; k++) {
      awards[remainders[k].bid()]++;
    }
  }

  /** What rounding took from a bid: micro-W, then parts of a micro-W; the largest comes first. */
  private record Remainder(int bid, long microWatts, long parts) implements Comparable<Remainder> {
    static Remainder of(BusDispatch dispatch, int bid) {
      long microWatts =
          Math.floorMod(dispatch.microWatts(bid), CertificateRules.MICRO_WATTS_PER_WATT);
      return new Remainder(bid, microWatts, dispatch.remainder(bid));
    }

    boolean isPositive() {
      return microWatts > 0 || parts > 0;
    }

    @Override
    public int compareTo(Remainder other) {
      int byMicroWatts = Long.compare(other.microWatts, microWatts);
      int byParts = byMicroWatts != 0 ? byMicroWatts : Long.compare(other.parts, parts);
      return byParts != 0 ? byParts : Integer.compare(bid, other.bid);
    }
  }
}
