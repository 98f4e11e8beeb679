package io.wattmesh.ledger.governance;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.model.EnergyPayment;
import java.math.BigInteger;

/** No sum of tokens or energy of an interval may leave 64 bits, as at genesis. */
final class Bounds {
  /** A quarter of the range of a long: sums may pass through twice their final value. */
  private static final BigInteger MOST = BigInteger.TWO.pow(61);

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private Bounds() {}

  /** What an identity can bring into an interval's sums, twice for award and delivery. */
  static BigInteger energyJoules(Identity identity, long seconds) {
    BigInteger watts =
        BigInteger.valueOf(identity.minWatts())
            .abs()
            .max(BigInteger.valueOf(identity.maxWatts()).abs());
    return watts.multiply(BigInteger.TWO).multiply(BigInteger.valueOf(seconds));
  }

  /**
   * @throws IllegalArgumentException if a sum could leave 64 bits
   */
  static void require(long issuedMicros, BigInteger energyJoules, MarketParameters parameters) {
    BigInteger worstMicros =
        energyJoules
            .multiply(BigInteger.valueOf(parameters.priceCapMicrosPerMwh()))
            .multiply(MILLION.add(BigInteger.valueOf(parameters.deviationPartsPerMillion())))
            .divide(BigInteger.valueOf(EnergyPayment.JOULES_PER_MWH).multiply(MILLION));
    BigInteger issued = BigInteger.valueOf(issuedMicros);
    if (issued.max(energyJoules).max(worstMicros).compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          ("There are %d micro-tokens, and an interval could move %d J worth %d micro-tokens; each"
                  + " must stay within %d, so that no sum overflows.")
              .formatted(issued, energyJoules, worstMicros, MOST));
    }
  }
}
