package io.wattmesh.ledger;

import io.wattmesh.grid.certificate.ChoiceProof;
import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.proto.model.Hash;

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
    ChoiceProof nothingToProve = ChoiceProof.zero(injections.length, duals.length);
    return radial(interval, booksRoot, injections, prices, duals, nothingToProve);
  }

  public static ClearingCertificate radial(
      long interval,
      Hash booksRoot,
      long[] injections,
      long[] prices,
      long[] duals,
      ChoiceProof choice) {
    long flow12 = injections[0];
    long flow23 = -injections[2];
    long[] angles = {0, -flow12 * PICO_RAD_PER_WATT, -(flow12 + flow23) * PICO_RAD_PER_WATT};
    return new ClearingCertificate(interval, booksRoot, angles, injections, prices, duals, choice);
  }
}
