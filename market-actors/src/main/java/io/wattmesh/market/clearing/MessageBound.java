package io.wattmesh.market.clearing;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.partition.RegionNetwork;
import java.util.List;

/**
 * How long a message to a region can be. A region that says more says nothing of use, and would
 * push everything else out of the {@link MessageLog} that convicts it.
 */
final class MessageBound {
  /** Headers, sums of the acceleration and sections of the start price, generously. */
  private static final int OTHER_BYTES = 16 * 1024;

  private static final int BYTES_A_NUMBER = 8;

  /** Of a bus or branch in a result or of a tie line's copies, with its number. */
  private static final int BYTES_A_ROW = 32;

  private MessageBound() {}

  /** The bytes that no honest message to the region exceeds. */
  static long bytes(RegionNetwork region, NetworkModel network) {
    long separator = region.tree().separator().size();
    for (List<Integer> child : region.tree().childSeparators()) {
      separator = Math.max(separator, child.size());
    }
    // A matrix on pairs a bus, and a few right-hand sides or solutions.
    long schur = 4 * separator * separator + 16 * separator;
    return OTHER_BYTES
        + BYTES_A_NUMBER * schur
        + BYTES_A_ROW * ((long) network.buses() + network.branches());
  }
}
