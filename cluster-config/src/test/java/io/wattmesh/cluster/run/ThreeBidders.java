package io.wattmesh.cluster.run;

/** The participants and terms of the small markets that several tests run on three buses. */
final class ThreeBidders {
  /** The last part of a scenario file with the first two: further participants may follow. */
  static final String TERMS_OF_TWO =
      """
      interval-seconds: 3600
      price-cap: 1000
      validators: 4
      generators: false
      bulk-load:
        enabled: false
      participants:
        - id: supply-1
          bus: 1
          agent: fixed-curve
          config: { curve: "0 @ 10, 100 @ 30" }
        - id: load-3
          bus: 3
          agent: fixed-curve
          config: { curve: "-60 @ 10, 0 @ 90" }
      """;

  /** The same with all three. */
  static final String TERMS =
      TERMS_OF_TWO
          + """
        - id: supply-3
          bus: 3
          agent: fixed-curve
          config: { curve: "0 @ 20, 10 @ 40" }
      """;

  private ThreeBidders() {}
}
