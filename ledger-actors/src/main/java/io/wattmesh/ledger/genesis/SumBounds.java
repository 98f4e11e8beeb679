package io.wattmesh.ledger.genesis;

import io.wattmesh.proto.model.EnergyPayment;
import java.math.BigInteger;

/** No sum of tokens or energy may leave 64 bits, whatever an interval brings. */
public final class SumBounds {
  /** A quarter of the range of a long: sums may pass through twice their final value. */
  private static final BigInteger MOST = BigInteger.TWO.pow(61);

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private SumBounds() {}

  /** What an identity can bring into an interval's sums, twice for award and delivery. */
  public static BigInteger energyJoules(Identity identity, long intervalSeconds) {
    BigInteger watts =
        BigInteger.valueOf(identity.minWatts())
            .abs()
            .max(BigInteger.valueOf(identity.maxWatts()).abs());
    return watts.multiply(BigInteger.TWO).multiply(BigInteger.valueOf(intervalSeconds));
  }

  /**
   * @param issuedMicros payment tokens that there are
   * @param energyJoules what all identities can bring into an interval's sums together
   * @throws IllegalArgumentException if a sum could leave 64 bits
   */
  public static void require(
      BigInteger issuedMicros, BigInteger energyJoules, MarketParameters parameters) {
    BigInteger atOnce = energyJoules.multiply(BigInteger.valueOf(intervalsAtOnce(parameters)));
    BigInteger worstMicros = worstMicros(energyJoules, parameters);
    if (issuedMicros.max(atOnce).max(worstMicros).compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          ("There are %d micro-tokens, and an interval can move %d J worth %d micro-tokens, of which"
                  + " %d J can add up; each must stay within %d, so that no sum of tokens overflows."
                  + " Lower deposits, device limits or the price cap.")
              .formatted(issuedMicros, energyJoules, worstMicros, atOnce, MOST));
    }
  }

  /** Of how many intervals withdrawals can add up until rent is refunded by them. */
  private static long intervalsAtOnce(MarketParameters parameters) {
    CreditRules credit = parameters.credit();
    long late = credit.correctionWindowMillis() / parameters.schedule().intervalMillis() + 1;
    return credit.refund().isOn() ? credit.refund().everyIntervals() + late : 1;
  }

  /** All energy at the cap and the dearest deviation. */
  private static BigInteger worstMicros(BigInteger energyJoules, MarketParameters parameters) {
    return energyJoules
        .multiply(BigInteger.valueOf(parameters.priceCapMicrosPerMwh()))
        .multiply(MILLION.add(BigInteger.valueOf(parameters.deviationPartsPerMillion())))
        .divide(BigInteger.valueOf(EnergyPayment.JOULES_PER_MWH).multiply(MILLION));
  }
}
