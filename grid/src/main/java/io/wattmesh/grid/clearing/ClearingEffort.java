package io.wattmesh.grid.clearing;

/**
 * What a clearing took, the same at every region.
 *
 * @param rounds ADMM rounds
 * @param iterations interior-point iterations
 * @param polishes polishing attempts
 * @param neighbourExchanges exchanges with neighbours, one message hop each
 * @param treePasses passes up and down the region tree
 */
public record ClearingEffort(
    int rounds, int iterations, int polishes, int neighbourExchanges, int treePasses) {

  /**
   * Message hops one after another.
   *
   * @param depth of the region tree: 1 for a star, whose root is next to every region
   */
  public int hops(int depth) {
    return neighbourExchanges + 2 * depth * treePasses;
  }
}
