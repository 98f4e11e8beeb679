package io.wattmesh.ledger.genesis;

/**
 * What calls of contracts cost; both fees go to the tariff account.
 *
 * @param gasPriceMicros micro-tokens for each gas that a call uses
 * @param tradeFeePartsPerMillion the operator's part of a bilateral trade's payment, which the
 *     buyer pays on top
 */
public record ContractFees(long gasPriceMicros, long tradeFeePartsPerMillion) {
  /** Gas bounds calls and costs nothing; a trade costs one percent. */
  public static final ContractFees DEFAULT = new ContractFees(0, 10_000);

  private static final long MOST = 1_000_000;

  public ContractFees {
    if (gasPriceMicros < 0
        || gasPriceMicros > MOST
        || tradeFeePartsPerMillion < 0
        || tradeFeePartsPerMillion > MOST) {
      throw new IllegalArgumentException(
          "The gas price (%d micro-tokens) and the fee of trades (%d millionths) lie within 0 to %d."
              .formatted(gasPriceMicros, tradeFeePartsPerMillion, MOST));
    }
  }
}
