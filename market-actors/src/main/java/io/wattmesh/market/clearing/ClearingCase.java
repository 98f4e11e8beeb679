package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.BusBids;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.LastClearing;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.market.clearing.RegionPost.Signer;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of a clearing to whoever knows the committed bids, as validators do after gate
 * closure.
 *
 * @param regions the regions' views of the network, by number
 * @param regionSigners names and keys of the regions, by number
 * @param aggregators names and keys of the aggregators, by bus
 * @param curves the sum of the committed bids of each bus that has an aggregator
 * @param last the certified clearing that this one started from, if any
 * @param bids the committed bids of each bus, in the order of the network's model
 */
public record ClearingCase(
    long interval,
    Hash booksRoot,
    List<RegionNetwork> regions,
    Map<Integer, Signer> regionSigners,
    Map<Integer, Signer> aggregators,
    SigningContext context,
    ClearingParameters parameters,
    RoundedNetwork network,
    Optional<LastClearing> last,
    Map<Integer, CostCurve> curves,
    List<BusBids> bids) {
  public ClearingCase {
    regions = List.copyOf(regions);
    regionSigners = Map.copyOf(regionSigners);
    aggregators = Map.copyOf(aggregators);
    curves = Map.copyOf(curves);
    bids = List.copyOf(bids);
  }

  int root() {
    return regions.stream()
        .filter(region -> region.tree().isRoot())
        .findFirst()
        .orElseThrow()
        .region();
  }

  /** The curve of a bus as its aggregator would sign it, read back as its region reads it. */
  BusCurveMessage curveMessage(int bus) {
    CostCurve curve = curves.getOrDefault(bus, CostCurve.fixed(0));
    var message = new BusCurveMessage(interval, booksRoot, bus, curve);
    return BusCurveMessage.ofBytes(message.toBytes());
  }

  /** The committed bids of a bus by its number. */
  BusBids bidsOf(int bus) {
    for (int k = 0; k < bids.size(); k++) {
      if (network.model().busNumber(k) == bus) {
        return bids.get(k);
      }
    }
    throw new IllegalArgumentException("The network has no bus " + bus + ".");
  }
}
