package io.wattmesh.ledger.explore;

/**
 * What an account received, negative what it paid, in micro-tokens; and its energy credits, J.
 *
 * @param paymentMicros for awards; of the ledger's accounts, congestion rent and rounding
 * @param deviationMicros for deliveries that differ from awards
 * @param feesMicros for gas, and the operator's part of bilateral trades
 * @param transfersMicros all else: transfers, bilateral trades, awards that were transferred
 * @param mintedJoules credits minted for verified injection
 * @param movedJoules credits received, less those given away or burned
 */
public record StatementAmounts(
    long paymentMicros,
    long deviationMicros,
    long feesMicros,
    long transfersMicros,
    long mintedJoules,
    long movedJoules) {
  public static final StatementAmounts NONE = new StatementAmounts(0, 0, 0, 0, 0, 0);

  /** What is owed to the account, negative what is due from it. */
  public long netMicros() {
    return Math.addExact(
        Math.addExact(paymentMicros, deviationMicros), Math.addExact(feesMicros, transfersMicros));
  }

  public StatementAmounts plus(StatementAmounts other) {
    return new StatementAmounts(
        Math.addExact(paymentMicros, other.paymentMicros),
        Math.addExact(deviationMicros, other.deviationMicros),
        Math.addExact(feesMicros, other.feesMicros),
        Math.addExact(transfersMicros, other.transfersMicros),
        Math.addExact(mintedJoules, other.mintedJoules),
        Math.addExact(movedJoules, other.movedJoules));
  }

  static StatementAmounts of(Movement movement) {
    long micros = movement.balanceMicros();
    long joules = movement.creditsJoules();
    return switch (movement.cause()) {
      case Movement.AWARD, Movement.RENT, Movement.ROUNDING ->
          new StatementAmounts(micros, 0, 0, 0, 0, joules);
      case Movement.DEVIATION -> new StatementAmounts(0, micros, 0, 0, 0, joules);
      case Movement.GAS_FEE, Movement.TRADE_FEE, Movement.FORFEIT ->
          new StatementAmounts(0, 0, micros, 0, 0, joules);
      case Movement.CREDITS -> new StatementAmounts(0, 0, 0, micros, joules, 0);
      default -> new StatementAmounts(0, 0, 0, micros, 0, joules);
    };
  }
}
