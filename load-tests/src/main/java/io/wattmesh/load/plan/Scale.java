package io.wattmesh.load.plan;

/**
 * How large a market is, in one interval.
 *
 * @param devices each of which has a reading
 * @param bids how many of them bid
 * @param buses of the grid
 * @param regions that clear it
 */
record Scale(double devices, double bids, double buses, int regions, int validators) {
  Scale {
    if (!(devices > 0) || !(bids > 0) || !(buses >= 1) || regions < 1 || validators < 1) {
      throw new IllegalArgumentException(
          "%.0f devices, %.0f bids, %.0f buses, %d regions, %d validators: each must be 1 or more."
              .formatted(devices, bids, buses, regions, validators));
    }
  }

  /** Signatures of bids and readings, which each validator checks. */
  double signatures() {
    return bids + devices;
  }

  Scale withDevices(double other) {
    return new Scale(other, other * bids / devices, buses, regions, validators);
  }
}
