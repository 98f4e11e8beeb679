package io.wattmesh.grid.clearing;

import java.util.Map;

/**
 * What is public of an earlier clearing and worth starting the next one from. It must be the same
 * at every region, and to be had again by a region that is restarted: the last certificate is.
 *
 * @param priceUsdPerMwh the price of each bus number of the network
 * @param angleRad the angle of each bus number
 * @param injectionMw the net injection of each bus number
 * @param sideOfBranch +1 for branch rows priced at their maximum, -1 at their minimum; others
 *     absent
 */
public record LastClearing(
    Map<Integer, Double> priceUsdPerMwh,
    Map<Integer, Double> angleRad,
    Map<Integer, Double> injectionMw,
    Map<Integer, Integer> sideOfBranch) {
  public LastClearing {
    priceUsdPerMwh = Map.copyOf(priceUsdPerMwh);
    angleRad = Map.copyOf(angleRad);
    injectionMw = Map.copyOf(injectionMw);
    sideOfBranch = Map.copyOf(sideOfBranch);
  }
}
