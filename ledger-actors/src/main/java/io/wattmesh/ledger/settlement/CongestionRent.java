package io.wattmesh.ledger.settlement;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.model.EnergyPayment;
import java.math.BigInteger;

/**
 * What consumers pay at their prices beyond what producers receive, exact and then rounded down.
 */
public final class CongestionRent {
  private CongestionRent() {}

  /** The rent that a clearing will lead to: its injections are the sums of the awards. */
  public static long micros(ClearingCertificate certificate, MarketParameters parameters) {
    BigInteger exact = BigInteger.ZERO;
    for (int bus = 0; bus < certificate.buses(); bus++) {
      exact =
          exact.subtract(
              value(
                  parameters.schedule().energyJoules(certificate.injectionWatts(bus)),
                  SettlementPrice.micros(certificate.pricePicosPerMwh(bus), parameters)));
    }
    return floorToMicros(exact);
  }

  static BigInteger value(long energyJoules, long priceMicrosPerMwh) {
    return BigInteger.valueOf(energyJoules).multiply(BigInteger.valueOf(priceMicrosPerMwh));
  }

  static long floorToMicros(BigInteger exact) {
    BigInteger[] parts = exact.divideAndRemainder(BigInteger.valueOf(EnergyPayment.JOULES_PER_MWH));
    return Math.subtractExact(parts[0].longValueExact(), parts[1].signum() < 0 ? 1 : 0);
  }
}
