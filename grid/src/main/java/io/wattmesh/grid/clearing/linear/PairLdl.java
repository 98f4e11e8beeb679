package io.wattmesh.grid.clearing.linear;

import java.util.Arrays;

/**
 * Sparse L D L^T factorisation of a symmetric matrix of 2 x 2 blocks, one block row a vertex.
 *
 * <p>A block row holds a bus's pair (angle, price). The matrix is assembled by {@link #clear} and
 * {@link #add}, factored by {@link #factor}, then used any number of times: {@link #reduce} carries
 * a right-hand side forward onto the kept vertices, {@link #expand} carries their solution back.
 * With no vertex kept, the two in a row solve the system. With some kept, {@link #schur} is what is
 * left of the matrix on them.
 *
 * <p>The caller makes the matrix quasi-definite: angle blocks not negative, price blocks not
 * positive, either regularised. Then every 2 x 2 pivot has determinant a c - b^2 &lt; 0 without
 * cancellation.
 */
public final class PairLdl {
  private final EliminationOrder order;
  private final int[] columnStart;
  private final int[] rowPosition;
  private final int[] updateTarget;
  private final double[] diagonal;
  private final double[] lower;
  private final double[] inverse;

  /**
   * @param size number of vertices
   * @param edgeFrom one end of each pair of vertices that may be coupled
   * @param edgeTo the other end
   * @param kept vertices that are not eliminated
   */
  public PairLdl(int size, int[] edgeFrom, int[] edgeTo, boolean[] kept) {
    order = new EliminationOrder(size, edgeFrom, edgeTo, kept);
    columnStart = new int[size + 1];
    for (int p = 0; p < size; p++) {
      columnStart[p + 1] = columnStart[p] + order.pattern[p].length;
    }
    rowPosition = new int[columnStart[size]];
    for (int p = 0; p < size; p++) {
      System.arraycopy(order.pattern[p], 0, rowPosition, columnStart[p], order.pattern[p].length);
    }
    diagonal = new double[3 * size];
    inverse = new double[3 * order.eliminated];
    lower = new double[4 * rowPosition.length];
    updateTarget = updateTargets();
  }

  /** For each eliminated column and each pair of its rows, the block that the pair updates. */
  private int[] updateTargets() {
    int count = 0;
    for (int p = 0; p < order.eliminated; p++) {
      int rows = order.pattern[p].length;
      count += rows * (rows - 1) / 2;
    }
    int[] targets = new int[count];
    int n = 0;
    for (int p = 0; p < order.eliminated; p++) {
      int[] rows = order.pattern[p];
      for (int a = 0; a < rows.length; a++) {
        for (int b = a + 1; b < rows.length; b++) {
          targets[n++] = block(rows[b], rows[a]);
        }
      }
    }
    return targets;
  }

  private int block(int rowAt, int columnAt) {
    return Arrays.binarySearch(
        rowPosition, columnStart[columnAt], columnStart[columnAt + 1], rowAt);
  }

  /** Sets every block to zero. */
  public void clear() {
    Arrays.fill(diagonal, 0);
    Arrays.fill(lower, 0);
  }

  /** Adds [a b; b c] to a vertex's diagonal block. */
  public void addDiagonal(int vertex, double a, double b, double c) {
    int at = 3 * order.positionOf[vertex];
    diagonal[at] += a;
    diagonal[at + 1] += b;
    diagonal[at + 2] += c;
  }

  /** Adds [m00 m01; m10 m11] to block (row, column) and its transpose to (column, row). */
  public void add(int row, int column, double m00, double m01, double m10, double m11) {
    int rowAt = order.positionOf[row];
    int columnAt = order.positionOf[column];
    boolean below = rowAt > columnAt;
    int at = 4 * (below ? block(rowAt, columnAt) : block(columnAt, rowAt));
    if (at < 0) {
      throw new IllegalArgumentException(
          "vertices " + row + " and " + column + " were not declared as coupled");
    }
    lower[at] += m00;
    lower[at + 1] += below ? m01 : m10;
    lower[at + 2] += below ? m10 : m01;
    lower[at + 3] += m11;
  }

  /**
   * Factors the assembled matrix.
   *
   * @return false if a pivot is zero or not a number, after which the factors must not be used
   */
  public boolean factor() {
    int n = 0;
    for (int p = 0; p < order.eliminated; p++) {
      if (!invert(p)) {
        return false;
      }
      n = updateLater(p, n);
    }
    return true;
  }

  private boolean invert(int p) {
    double a = diagonal[3 * p];
    double b = diagonal[3 * p + 1];
    double c = diagonal[3 * p + 2];
    double determinant = a * c - b * b;
    if (determinant == 0 || !Double.isFinite(determinant)) {
      return false;
    }
    inverse[3 * p] = c / determinant;
    inverse[3 * p + 1] = -b / determinant;
    inverse[3 * p + 2] = a / determinant;
    return true;
  }

  private int updateLater(int p, int firstTarget) {
    int n = firstTarget;
    double i00 = inverse[3 * p];
    double i01 = inverse[3 * p + 1];
    double i11 = inverse[3 * p + 2];
    int end = columnStart[p + 1];
    for (int a = columnStart[p]; a < end; a++) {
      double a00 = lower[4 * a];
      double a01 = lower[4 * a + 1];
      double a10 = lower[4 * a + 2];
      double a11 = lower[4 * a + 3];
      double l00 = a00 * i00 + a01 * i01;
      double l01 = a00 * i01 + a01 * i11;
      double l10 = a10 * i00 + a11 * i01;
      double l11 = a10 * i01 + a11 * i11;
      int d = 3 * rowPosition[a];
      diagonal[d] -= l00 * a00 + l01 * a01;
      diagonal[d + 1] -= l00 * a10 + l01 * a11;
      diagonal[d + 2] -= l10 * a10 + l11 * a11;
      for (int b = a + 1; b < end; b++) {
        // Block (row b, column a) loses A_b D^-1 A_a^T; rows of b are still A here.
        int t = 4 * updateTarget[n++];
        double b00 = lower[4 * b];
        double b01 = lower[4 * b + 1];
        double b10 = lower[4 * b + 2];
        double b11 = lower[4 * b + 3];
        lower[t] -= b00 * l00 + b01 * l01;
        lower[t + 1] -= b00 * l10 + b01 * l11;
        lower[t + 2] -= b10 * l00 + b11 * l01;
        lower[t + 3] -= b10 * l10 + b11 * l11;
      }
      lower[4 * a] = l00;
      lower[4 * a + 1] = l01;
      lower[4 * a + 2] = l10;
      lower[4 * a + 3] = l11;
    }
    return n;
  }

  /**
   * Forward elimination, in place: afterwards the kept vertices' entries are the reduced right-hand
   * side.
   *
   * @param x right-hand side, entries 2 v and 2 v + 1 belong to vertex v
   */
  public void reduce(double[] x) {
    for (int p = 0; p < order.eliminated; p++) {
      int v = 2 * order.vertexAt[p];
      double x0 = x[v];
      double x1 = x[v + 1];
      for (int a = columnStart[p]; a < columnStart[p + 1]; a++) {
        int r = 2 * order.vertexAt[rowPosition[a]];
        x[r] -= lower[4 * a] * x0 + lower[4 * a + 1] * x1;
        x[r + 1] -= lower[4 * a + 2] * x0 + lower[4 * a + 3] * x1;
      }
    }
  }

  /** Back substitution, in place, after {@link #reduce} and once kept entries hold the solution. */
  public void expand(double[] x) {
    for (int p = order.eliminated - 1; p >= 0; p--) {
      int v = 2 * order.vertexAt[p];
      double y0 = inverse[3 * p] * x[v] + inverse[3 * p + 1] * x[v + 1];
      double y1 = inverse[3 * p + 1] * x[v] + inverse[3 * p + 2] * x[v + 1];
      for (int a = columnStart[p]; a < columnStart[p + 1]; a++) {
        int r = 2 * order.vertexAt[rowPosition[a]];
        y0 -= lower[4 * a] * x[r] + lower[4 * a + 2] * x[r + 1];
        y1 -= lower[4 * a + 1] * x[r] + lower[4 * a + 3] * x[r + 1];
      }
      x[v] = y0;
      x[v + 1] = y1;
    }
  }

  /**
   * The Schur complement on the kept vertices, row-major, of shape (2 m, 2 m).
   *
   * @param vertices the m kept vertices in the order wanted
   */
  public double[] schur(int[] vertices) {
    int first = order.eliminated;
    int m = vertices.length;
    int[] placeOf = new int[m];
    for (int i = 0; i < m; i++) {
      placeOf[order.positionOf[vertices[i]] - first] = i;
    }
    double[] dense = new double[4 * m * m];
    for (int p = 0; p < m; p++) {
      int j = placeOf[p];
      int d = 3 * (first + p);
      putBlock(dense, m, j, j, diagonal[d], diagonal[d + 1], diagonal[d + 1], diagonal[d + 2]);
      for (int a = columnStart[first + p]; a < columnStart[first + p + 1]; a++) {
        int i = placeOf[rowPosition[a] - first];
        int at = 4 * a;
        putBlock(dense, m, i, j, lower[at], lower[at + 1], lower[at + 2], lower[at + 3]);
        putBlock(dense, m, j, i, lower[at], lower[at + 2], lower[at + 1], lower[at + 3]);
      }
    }
    return dense;
  }

  private static void putBlock(
      double[] dense, int m, int i, int j, double m00, double m01, double m10, double m11) {
    dense[(2 * i) * 2 * m + 2 * j] = m00;
    dense[(2 * i) * 2 * m + 2 * j + 1] = m01;
    dense[(2 * i + 1) * 2 * m + 2 * j] = m10;
    dense[(2 * i + 1) * 2 * m + 2 * j + 1] = m11;
  }
}
