package io.wattmesh.grid.certificate;

/** The price at which an interval settles: the certified one rounded to what money knows. */
public final class SettlementPrice {
  private SettlementPrice() {}

  /**
   * Rounds a certified price to micro-$/MWh, halves to the even neighbour: neither buyers nor
   * sellers gain by it on average, nor does the sign of the price matter.
   *
   * @param pricePicosPerMwh pico-$/MWh
   */
  public static long microsPerMwh(long pricePicosPerMwh) {
    long unit = CertificateRules.PICOS_PER_MICRO;
    long floor = Math.floorDiv(pricePicosPerMwh, unit);
    long twiceRest = 2 * Math.floorMod(pricePicosPerMwh, unit);
    boolean up = twiceRest > unit || (twiceRest == unit && (floor & 1) == 1);
    return up ? floor + 1 : floor;
  }
}
