package io.wattmesh.ledger.settlement;

/**
 * The price of a difference between delivery and award: a shortfall (less injected, or more
 * withdrawn, than awarded) costs LMP + f |LMP|, a surplus earns LMP - f |LMP|. The absolute value
 * keeps a negative price from rewarding those who do not deliver.
 */
final class DeviationPrice {
  private static final long MILLION = 1_000_000;

  private DeviationPrice() {}

  /**
   * @param deviationJoules delivered less awarded, J
   * @param partsPerMillion the factor f, in millionths
   */
  static long microsPerMwh(long deviationJoules, long priceMicrosPerMwh, long partsPerMillion) {
    long margin =
        Math.floorDiv(
            Math.multiplyExact(Math.absExact(priceMicrosPerMwh), partsPerMillion), MILLION);
    return deviationJoules < 0
        ? Math.addExact(priceMicrosPerMwh, margin)
        : Math.subtractExact(priceMicrosPerMwh, margin);
  }
}
