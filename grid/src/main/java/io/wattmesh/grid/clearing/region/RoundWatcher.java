package io.wattmesh.grid.clearing.region;

/**
 * Told of a region's own state after each ADMM round, beside the clearing: for comparisons with
 * other stopping rules. What it hears is sent to nobody.
 */
@FunctionalInterface
public interface RoundWatcher {
  /**
   * After a round's exchange of copies.
   *
   * @param mismatchSquared sum, over all tie lines of the region, of the squared differences of
   *     both sides' copies: of the flow in per unit and of both end angles in rad
   * @param injectionsMw net injection of each own bus in the order of their numbers, MW
   */
  void onRound(double mismatchSquared, double[] injectionsMw);
}
