package io.wattmesh.cluster.report;

/**
 * Places points so that plane distances come near given ones, by stochastic gradient descent over
 * all pairs (Zheng, Pawar, Goodman, "Graph Drawing by Stochastic Gradient Descent", 2019): each
 * pair in turn is moved towards its distance by a step that shrinks from pass to pass and never
 * overshoots.
 */
final class StressLayout {
  private static final int PASSES = 24;
  private static final int PASSES_OF_LARGE = 14;
  private static final int LARGE = 800;
  private static final double LAST_STEP = 0.05;

  private final BusDistances distances;
  private final int[] order;
  private final double[] x;
  private final double[] y;
  private long state = 0x57A7_7E55L;

  private StressLayout(BusDistances distances) {
    this.distances = distances;
    int n = distances.buses();
    order = new int[n];
    x = new double[n];
    y = new double[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
      x[i] = nextDouble();
      y[i] = nextDouble();
    }
  }

  /** Horizontal and vertical places, in the unit of the distances. */
  static double[][] of(BusDistances distances) {
    StressLayout layout = new StressLayout(distances);
    layout.descend();
    return new double[][] {layout.x, layout.y};
  }

  private void descend() {
    int passes = order.length > LARGE ? PASSES_OF_LARGE : PASSES;
    double first = (double) distances.longest() * distances.longest();
    double decay = StrictMath.log(LAST_STEP / first) / (passes - 1);
    for (int pass = 0; pass < passes; pass++) {
      double step = first * StrictMath.exp(decay * pass);
      shuffle();
      int n = order.length;
      // Offsets 1 to n/2 meet every pair once; for even n the last one meets each of its twice.
      for (int offset = 1; offset <= n / 2; offset++) {
        for (int i = 0; i < n; i++) {
          move(order[i], order[(i + offset) % n], step);
        }
      }
    }
  }

  private void move(int a, int b, double step) {
    double wanted = distances.between(a, b);
    double dx = x[a] - x[b];
    double dy = y[a] - y[b];
    double distance = Math.sqrt(dx * dx + dy * dy);
    if (distance > 0) {
      double share = Math.min(1, step / (wanted * wanted)) * (distance - wanted) / (2 * distance);
      x[a] -= share * dx;
      y[a] -= share * dy;
      x[b] += share * dx;
      y[b] += share * dy;
    }
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = (int) (nextDouble() * (i + 1));
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** SplitMix64, written out so that no library version can change the pictures. */
  private double nextDouble() {
    state += 0x9E37_79B9_7F4A_7C15L;
    long mixed = (state ^ (state >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
  }
}
