package io.wattmesh.grid.clearing.interior;

/**
 * The parts that an interior-point direction is put together from.
 *
 * <p>All solve the same matrix, so their right-hand sides can travel together, and the direction
 * for any complementarity target follows without another solve.
 */
public enum DirectionPart {
  /** Towards the optimum, all residuals removed, complementarity aimed at zero. */
  AFFINE(0),
  /** What a complementarity target of one adds. */
  CENTERING(1),
  /** Mehrotra's second-order term, from the affine part's own steps. */
  CORRECTION(2);

  private static final int COUNT = 3;

  /** The part's place in an array of all parts. */
  final int place;

  DirectionPart(int place) {
    this.place = place;
  }

  /** An empty array for each part. */
  static double[][] arrays(int size) {
    return new double[COUNT][size];
  }
}
