package io.wattmesh.archfixture.grid.certificate;

/** Breaks: one rounding, where the certificate is made. */
public final class RoundsByItself {
  private RoundsByItself() {}

  /** A second rounding. */
  public static long watts(double megawatts) {
    return (long) (megawatts * 1e6);
  }
}
