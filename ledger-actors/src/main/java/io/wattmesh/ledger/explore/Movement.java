package io.wattmesh.ledger.explore;

import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;
import java.util.Optional;

/**
 * One change of what an account holds, and why. The movements of an account add up to exactly what
 * its record changed by.
 *
 * @param height of the block
 * @param millis the block's time
 * @param transaction SHA-256 of the transaction that did it; empty if a passed deadline did
 * @param account whose it is
 * @param cause in words that stay the same: {@link #AWARD} and so on, {@code call CONTRACT METHOD},
 *     or the kind of the transaction
 * @param interval the market interval that it belongs to: the settled one, otherwise the one in
 *     which the block's time lies, 0 for all before
 * @param balanceMicros change of the balance, micro-tokens
 * @param lockedMicros change of what of the balance is locked
 * @param creditsJoules change of energy credits, J
 */
public record Movement(
    long height,
    long millis,
    Optional<Hash> transaction,
    ParticipantId account,
    String cause,
    long interval,
    long balanceMicros,
    long lockedMicros,
    long creditsJoules) {
  /** The payment of an award at settlement. */
  public static final String AWARD = "award";

  /** The payment of a transferred award, from whom it was awarded to whoever owns it. */
  public static final String AWARD_TRANSFERRED = "award-transferred";

  /** What delivery differed from the award by. */
  public static final String DEVIATION = "deviation";

  /** Congestion rent. */
  public static final String RENT = "congestion-rent";

  /** What rounding left over. */
  public static final String ROUNDING = "rounding";

  /** Energy credits for verified injection. */
  public static final String CREDITS = "credits-minted";

  /** Collateral and guarantees of a settled interval come free. */
  public static final String RELEASE = "collateral-released";

  /** What was locked for a sealed bid that came not to stand. */
  public static final String FORFEIT = "seal-forfeited";

  /** Gas. */
  public static final String GAS_FEE = "gas-fee";

  /** The operator's part of a bilateral trade. */
  public static final String TRADE_FEE = "trade-fee";

  /** What a passed deadline changed beside settlement. */
  public static final String DEADLINE = "deadline";

  public Movement {
    Objects.requireNonNull(transaction);
    Objects.requireNonNull(account);
    Objects.requireNonNull(cause);
  }

  boolean isNothing() {
    return balanceMicros == 0 && lockedMicros == 0 && creditsJoules == 0;
  }
}
