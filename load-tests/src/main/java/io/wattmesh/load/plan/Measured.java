package io.wattmesh.load.plan;

/** Figures of the measurement pages that are no run of the load tester's. */
final class Measured {
  /** Heap of the million's process at its end, a device: four validators and all else. */
  static final double PROCESS_BYTES_A_DEVICE = 4_832;

  static final int PROCESS_VALIDATORS = 4;

  /** A live sharded prosumer, of a million. */
  static final double PROSUMER_BYTES = 1_480;

  /**
   * How often each byte of a transaction goes over the network with four validators: bytes an
   * operation with memos of 1,000 and of 100 bytes, of the log's table.
   */
  static final double COPIES = (7_452.0 - 2_991) / (1_000 - 100);

  /** Bytes between regions, a region: 32 regions of 9,241 buses. */
  static final double CLEARING_BYTES_A_REGION = 195.87e6 / 32;

  /** Hops of a star, interior point: 4 regions of 1,354 buses, and 32 of 9,241. */
  static final double HOPS_SMALL = 401;

  static final double HOPS_LARGE = 967;
  static final double BUSES_SMALL = 1_354;
  static final double BUSES_LARGE = 9_241;

  /** Levels of the regions' tree, by the regions' logarithm to base 2. */
  private static final double DEPTH = 0.7;

  private Measured() {}

  /** Copies with other validators: each has a transaction once, and one hands it in. */
  static double copies(int validators) {
    return COPIES * (validators + 1) / (PROCESS_VALIDATORS + 1);
  }

  /** A power of the buses through both measured grids, times the tree's depth. */
  static int hops(double buses, int regions) {
    double power = Math.log(HOPS_LARGE / HOPS_SMALL) / Math.log(BUSES_LARGE / BUSES_SMALL);
    double depth = Math.max(1, Math.round(DEPTH * Math.log(regions) / Math.log(2)));
    return (int) Math.round(HOPS_SMALL * Math.pow(buses / BUSES_SMALL, power) * depth);
  }
}
