package io.wattmesh.grid.certificate;

/**
 * How far a dispatch can be from the optimum, proven, in micro-$/h.
 *
 * @param gapMicrosPerHour upper bound of the distance, rounded up
 * @param volumeMicrosPerHour sum over bids of |lambda q|, rounded down
 * @param toleranceMicrosPerHour what the gap may be: the greater of one part in {@link
 *     CertificateRules#GAP_PARTS} of the volume and {@link
 *     CertificateRules#GAP_FLOOR_MICROS_PER_HOUR}
 */
public record GapBound(
    long gapMicrosPerHour, long volumeMicrosPerHour, long toleranceMicrosPerHour) {

  /** The bound of a certificate that failed before its gap was reached. */
  public static final GapBound NOT_REACHED = new GapBound(Long.MAX_VALUE, 0, 0);

  static GapBound of(long gapMicrosPerHour, long volumeMicrosPerHour) {
    long relative = volumeMicrosPerHour / CertificateRules.GAP_PARTS;
    return new GapBound(
        gapMicrosPerHour,
        volumeMicrosPerHour,
        Math.max(relative, CertificateRules.GAP_FLOOR_MICROS_PER_HOUR));
  }

  public boolean isWithinTolerance() {
    return gapMicrosPerHour <= toleranceMicrosPerHour;
  }

  /** The gap over the traded value, as a fraction of two integers. */
  public String relative() {
    return gapMicrosPerHour + "/" + volumeMicrosPerHour;
  }
}
