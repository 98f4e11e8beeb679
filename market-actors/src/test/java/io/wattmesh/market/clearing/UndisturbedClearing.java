package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.market.clearing.RegionExchange.Trouble;

/** What a market's clearing gives when nothing goes wrong. */
public final class UndisturbedClearing {
  private UndisturbedClearing() {}

  public static ClearingCertificate certificate(ClearingFixture market, long interval) {
    return new RegionExchange(market, interval, Trouble.NONE).run();
  }

  /** How many messages of others a region hears in it. */
  public static int heard(ClearingFixture market, int region) {
    var exchange = new RegionExchange(market, 0, Trouble.NONE);
    exchange.run();
    return exchange.heard(region);
  }
}
