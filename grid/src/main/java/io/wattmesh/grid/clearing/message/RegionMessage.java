package io.wattmesh.grid.clearing.message;

/**
 * A message between regions. Its step counts the exchanges that all regions go through in
 * lock-step, so duplicates and early arrivals can be told apart; a pair of regions exchanges at
 * most one message a step in each direction.
 *
 * <p>Arrays belong to the message once sent; nobody may change them.
 */
// Arrays by intent, see above: a message is written once and compared never.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface RegionMessage {
  /** The exchange that the message belongs to. */
  int step();

  /**
   * To a neighbour: this region's copies of what both share, one entry a tie line between them.
   *
   * @param branchRows case rows of the tie lines, ascending
   * @param flows flow from the from bus, per unit
   * @param meanAngles mean of the two end angles, radians
   */
  record TieCopies(int step, int[] branchRows, double[] flows, double[] meanAngles)
      implements RegionMessage {}

  /**
   * To a neighbour: angles and prices of own buses that end a tie line between them.
   *
   * @param buses bus numbers, ascending
   * @param angles radians
   * @param prices $/MWh
   */
  record BoundaryValues(int step, int[] buses, double[] angles, double[] prices)
      implements RegionMessage {}

  /** To the parent: sums and minima over the subtree. */
  record SumsUp(int step, double[] sums, double[] minima) implements RegionMessage {}

  /** To the children: the root's decision. */
  record DecisionDown(int step, Decision decision, double[] values) implements RegionMessage {}

  /**
   * To the parent: the subtree's equations reduced to its separator.
   *
   * @param buses separator bus numbers, m of them, ascending
   * @param matrix Schur complement, row-major of shape (2 m, 2 m), pairs (angle, price) a bus
   * @param rightHandSide reduced right-hand sides, 2 m entries each, one after another
   */
  record SchurUp(int step, int[] buses, double[] matrix, double[] rightHandSide)
      implements RegionMessage {}

  /**
   * To the parent: a further right-hand side for the same matrix, and sums and minima over the
   * subtree that the root decides by.
   */
  record RightHandSideUp(
      int step, int[] buses, double[] rightHandSide, double[] sums, double[] minima)
      implements RegionMessage {}

  /**
   * To a child: the root's decision and the solutions on the child's separator.
   *
   * @param values pairs (angle, price) a bus, one right-hand side after another
   */
  record SolutionDown(
      int step, Decision decision, double[] decisionValues, int[] buses, double[] values)
      implements RegionMessage {}

  /** To the parent: the result of the subtree. */
  record ResultUp(int step, ResultPart part) implements RegionMessage {}
}
