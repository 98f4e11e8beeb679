package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The hash of a region's own part of a result. Each region signs its own to the root directly, so
 * that a change of it on its way up the tree shows.
 */
final class PartDigest {
  private static final String LABEL = "wattmesh/region-part/1";

  private PartDigest() {}

  /**
   * @param buses the region's buses; its branches are those that leave them
   * @throws IllegalArgumentException if the result lacks one of them
   */
  static Hash of(RoundedNetwork network, int[] buses, ResultPart result) {
    var out = new CanonicalWriter();
    for (int bus : buses) {
      int at = indexOf(result.buses(), bus);
      out.i32(bus).f64s(values(result.angleRad(), at));
      out.f64s(values(result.injectionMw(), at)).f64s(values(result.lmpUsdPerMwh(), at));
      out.f64s(values(result.share(), at)).f64s(values(result.pull(), at));
    }
    Set<Integer> own = Arrays.stream(buses).boxed().collect(Collectors.toSet());
    NetworkModel model = network.model();
    for (int branch = 0; branch < model.branches(); branch++) {
      if (own.contains(model.busNumber(model.fromBus(branch)))) {
        int row = network.branchRow(branch);
        int at = indexOf(result.branchRows(), row);
        out.i32(row).f64s(values(result.flowMw(), at));
        out.f64s(values(result.lineDualUsdPerMwh(), at));
        out.f64s(values(result.shareDual(), at));
      }
    }
    return Sha256.labelled(LABEL, out.toByteArray());
  }

  private static double[] values(double[] all, int at) {
    return new double[] {all[at]};
  }

  private static int indexOf(int[] keys, int key) {
    int at = Arrays.binarySearch(keys, key);
    if (at < 0) {
      throw new IllegalArgumentException(
          "The result has no bus or branch row " + key + ", which a part of it must have.");
    }
    return at;
  }
}
