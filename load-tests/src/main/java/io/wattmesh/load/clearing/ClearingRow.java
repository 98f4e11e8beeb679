package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.network.DcModel;
import java.util.Optional;

/**
 * One clearing of the table.
 *
 * @param depth of the region tree
 * @param figures or else none came
 * @param note why there are none, or what else is wrong; empty if nothing is
 */
record ClearingRow(
    String grid,
    int buses,
    DcModel dcModel,
    int regions,
    int depth,
    ClearingMethod method,
    Optional<Figures> figures,
    String note,
    Reference reference) {

  /**
   * What a clearing that ended with a certificate took and gave.
   *
   * @param hopsOfStar message hops one after another if the root were next to every region
   * @param hopsOfTree the same for the tree that there was
   * @param bytes of messages between regions before signing
   * @param seconds from the bids to the certificate
   * @param checkMillis judging the certificate, the second time
   * @param priceError largest difference to central prices, $/MWh; empty without any
   * @param costError relative to the central cost; empty without any
   * @param relativeGap proven by the certificate, of the volume; empty if it is refused
   */
  record Figures(
      int rounds,
      int iterations,
      int hopsOfStar,
      int hopsOfTree,
      long messages,
      long bytes,
      double seconds,
      double cpuSeconds,
      double checkMillis,
      Optional<Double> priceError,
      Optional<Double> costError,
      Optional<Double> relativeGap) {}
}
