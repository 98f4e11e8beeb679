package io.wattmesh.grid.certificate;

/** The published limits and tolerances of a clearing certificate, in its own units. */
public final class CertificateRules {
  public static final int MAX_BUSES = 200_000;
  public static final int MAX_BRANCHES = 500_000;

  /** pi rounded down: the box of angles around an island's reference, in 1e-12 rad. */
  public static final long MAX_ANGLE_PICO_RAD = 3_141_592_653_589L;

  /** Twice what a bid may ask: congestion can lift a price above every bid. pico-$/MWh. */
  public static final long MAX_PRICE_PICOS = 2_000_000_000_000_000_000L;

  /** Leaves the sum of two prices and one dual inside 64 bits. pico-$/MWh. */
  public static final long MAX_DUAL_PICOS = 4_000_000_000_000_000_000L;

  /** How far a recomputed flow may pass its limit, W (2e-6 MW). */
  public static final long LIMIT_TOLERANCE_WATTS = 2;

  /** How far a bus's injection may be from the flows that leave it, W (1e-5 MW). */
  public static final long BALANCE_TOLERANCE_WATTS = 10;

  /**
   * Half the width of the price window in which a bid counts as marginal, pico-$/MWh.
   *
   * <p>It lies just under half of the bids' price tick of 1e-6 $/MWh. So a window never holds two
   * different bid prices: only equal bids share, and one tick below is cheaper. And a price rounded
   * to the tick for settlement is exactly that of the step it stands on: nobody is paid less than
   * it asked. A polished solution is a hundred times more exact than this.
   */
  public static final long PRICE_WINDOW_PICOS = 499_999;

  /** The gap may be one part in this many of the traded value (1e-7). */
  public static final long GAP_PARTS = 10_000_000;

  /**
   * What the gap may always be, micro-$/h: 1e-3 $/h, the worth of one watt (the resolution of an
   * injection) at 1,000 $/MWh. Without it a market without trade could never be certified.
   */
  public static final long GAP_FLOOR_MICROS_PER_HOUR = 1_000;

  /** A line dual up to this size may be rounding, pico-$/MWh (1e-6 $/MWh). */
  static final long PRICED_DUAL_PICOS = 1_000_000;

  /** How near its limit a flow must be for a proof to lean on that limit, W. */
  static final long AT_LIMIT_WATTS = 20;

  /** Tied steps below this width together are not worth a proof of their shares, W. */
  static final long LEAST_SHARED_WATTS = 1_000;

  /** How far a share's stationarity may be off, in parts of 1e-12 of the bus's susceptances. */
  static final long SHARE_TOLERANCE_PICOS = 10_000;

  /** What a bus's part of its tied steps may be off, one in this many. */
  static final long SHARE_PARTS = 100_000;

  /** How far prices may be from the rule's, pico-$/MWh (2e-4 $/MWh), as pulls and flows show it. */
  static final long CHOICE_TOLERANCE_PICOS = 200_000_000;

  static final long PICOS_PER_MICRO = 1_000_000;
  static final long MICRO_WATTS_PER_WATT = 1_000_000;
  static final long YOCTOS_PER_ATTO = 1_000_000;
  static final long ATTOS_PER_MICRO = 1_000_000_000_000L;
  static final long PICO_RAD_PER_RAD = 1_000_000_000_000L;

  private CertificateRules() {}
}
