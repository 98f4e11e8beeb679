package io.wattmesh.grid.certificate;

/**
 * Brings the injections of each island to a sum of exactly zero.
 *
 * <p>What is missing is spread evenly: the least number of watts n for which the island's buses,
 * each moved by at most n and within its bounds, can take it all; then, in bus order, each bus
 * takes up to n until nothing is left.
 */
final class InjectionSpread {
  /** Bounds are within the balance tolerance to either side of the flows. */
  private static final long MAX_STEP_WATTS = 2 * CertificateRules.BALANCE_TOLERANCE_WATTS;

  private final NetworkModel network;
  private final long[] injectionWatts;
  private final long[] lowWatts;
  private final long[] highWatts;
  private final long[] missingWatts;

  /**
   * @param injectionWatts the injections, changed by {@link #balance}
   * @param lowWatts the least that each bus may inject
   * @param highWatts the most that each bus may inject, at most twice the balance tolerance above
   */
  InjectionSpread(NetworkModel network, long[] injectionWatts, long[] lowWatts, long[] highWatts) {
    this.network = network;
    this.injectionWatts = injectionWatts;
    this.lowWatts = lowWatts;
    this.highWatts = highWatts;
    this.missingWatts = new long[network.islands()];
  }

  /** Changes the injections so that each island's sum is zero. */
  void balance() {
    for (int bus = 0; bus < injectionWatts.length; bus++) {
      int island = network.islandOfBus(bus);
      missingWatts[island] = Math.subtractExact(missingWatts[island], injectionWatts[bus]);
    }
    long[] step = steps();
    for (int bus = 0; bus < injectionWatts.length; bus++) {
      int island = network.islandOfBus(bus);
      long missing = missingWatts[island];
      long most = Math.min(Math.min(room(bus, missing), step[island]), Math.abs(missing));
      injectionWatts[bus] += Long.signum(missing) * most;
      missingWatts[island] -= Long.signum(missing) * most;
    }
  }

  /** The least movement of a bus by which each island can be balanced, W. */
  private long[] steps() {
    long[] step = new long[network.islands()];
    long[] offeredWatts = new long[network.islands()];
    int open = network.islands();
    for (long n = 1; n <= MAX_STEP_WATTS && open > 0; n++) {
      for (int bus = 0; bus < injectionWatts.length; bus++) {
        int island = network.islandOfBus(bus);
        offeredWatts[island] += room(bus, missingWatts[island]) >= n ? 1 : 0;
      }
      for (int island = 0; island < step.length; island++) {
        if (step[island] == 0 && offeredWatts[island] >= Math.abs(missingWatts[island])) {
          step[island] = n;
          open--;
        }
      }
    }
    requireBalanced(step, offeredWatts);
    return step;
  }

  private void requireBalanced(long[] step, long[] offeredWatts) {
    for (int island = 0; island < step.length; island++) {
      if (step[island] == 0) {
        throw new UncertifiableSolutionException(
            ("The injections of the island of bus %d sum to %d W, and its bids and balances leave"
                    + " room for %d W. Solve more exactly.")
                .formatted(
                    network.busNumber(network.referenceBus(island)),
                    -missingWatts[island],
                    offeredWatts[island]));
      }
    }
  }

  private long room(int bus, long missing) {
    return missing > 0 ? highWatts[bus] - injectionWatts[bus] : injectionWatts[bus] - lowWatts[bus];
  }
}
