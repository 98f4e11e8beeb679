package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.settlement.SettlementPrice;
import io.wattmesh.proto.proof.PriceRow;
import java.util.ArrayList;
import java.util.List;

/** A clearing's rows bus by bus, as they stand under the interval's clearing root. */
public final class ClearingRows {
  private ClearingRows() {}

  public static List<byte[]> of(
      NetworkModel network, MarketParameters parameters, ClearingCertificate certificate) {
    var rows = new ArrayList<byte[]>(network.buses());
    for (int k = 0; k < network.buses(); k++) {
      rows.add(row(network, parameters, certificate, k).toBytes());
    }
    return rows;
  }

  /** The row of a bus by its index. */
  public static PriceRow row(
      NetworkModel network, MarketParameters parameters, ClearingCertificate certificate, int bus) {
    return new PriceRow(
        network.busNumber(bus),
        SettlementPrice.picos(certificate.pricePicosPerMwh(bus), parameters),
        certificate.injectionWatts(bus));
  }
}
