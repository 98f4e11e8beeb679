package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.proto.proof.PriceRow;
import java.util.ArrayList;
import java.util.List;

/** A clearing's rows bus by bus, as they stand under the interval's clearing root. */
public final class ClearingRows {
  private ClearingRows() {}

  public static List<byte[]> of(NetworkModel network, ClearingCertificate certificate) {
    var rows = new ArrayList<byte[]>(network.buses());
    for (int k = 0; k < network.buses(); k++) {
      rows.add(
          new PriceRow(
                  network.busNumber(k),
                  certificate.pricePicosPerMwh(k),
                  certificate.injectionWatts(k))
              .toBytes());
    }
    return rows;
  }
}
