package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.proof.PriceRow;

/**
 * The price at which a bus settles: the certified one, held within the price cap either way. In a
 * meshed grid that sheds load, more power at some bus may be worth more than the cap, since it
 * relieves a line. At such a price every standing bid injects what it can, as it does at the cap,
 * and nobody withdraws: the same awards are paid for at the cap. So no bid costs more than the
 * collateral that was reckoned for it, and the rent only grows.
 */
public final class SettlementPrice {
  private SettlementPrice() {}

  /** As it stands in the clearing's rows, pico-$/MWh. */
  public static long picos(long certifiedPicosPerMwh, MarketParameters parameters) {
    long cap = Math.multiplyExact(parameters.priceCapMicrosPerMwh(), BidCurve.PICOS_PER_MICRO);
    return Math.clamp(certifiedPicosPerMwh, -cap, cap);
  }

  /** As it is paid, micro-$/MWh. */
  public static long micros(long certifiedPicosPerMwh, MarketParameters parameters) {
    return PriceRow.settlementPriceMicros(picos(certifiedPicosPerMwh, parameters));
  }
}
