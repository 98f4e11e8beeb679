package io.wattmesh.market.aggregation.horizon;

/**
 * What one more unit of stored energy is worth, as a polyline over the energy stored: points
 * (energy, minus the worth), neither of which falls. Below the first point is no way to go on;
 * beyond the last a unit more is worth nothing.
 */
final class ValueCurve {
  private final double[] energy;
  private final double[] marginal;
  private int points;

  ValueCurve(int most) {
    energy = new double[most];
    marginal = new double[most];
  }

  void clear() {
    points = 0;
  }

  void add(double atEnergy, double atMarginal) {
    energy[points] = points == 0 ? atEnergy : Math.max(atEnergy, energy[points - 1]);
    marginal[points] = points == 0 ? atMarginal : Math.max(atMarginal, marginal[points - 1]);
    points++;
  }

  /** The marginal at an energy; of several the least; minus infinity below the first point. */
  double marginalAt(double atEnergy) {
    if (atEnergy < energy[0]) {
      return Double.NEGATIVE_INFINITY;
    }
    int k = firstNotBelow(atEnergy);
    if (k == points) {
      return 0;
    }
    if (k == 0 || energy[k] == atEnergy) {
      return marginal[k];
    }
    double along = (atEnergy - energy[k - 1]) / (energy[k] - energy[k - 1]);
    return marginal[k - 1] + along * (marginal[k] - marginal[k - 1]);
  }

  private int firstNotBelow(double atEnergy) {
    int low = 0;
    int high = points;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (energy[middle] < atEnergy) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Takes over another curve within bounds of the energy: what is beyond the upper is wasted. */
  void clip(ValueCurve from, double least, double most) {
    clear();
    double low = Math.max(least, from.energy[0]);
    double high = Math.max(most, low);
    add(low, from.marginalAt(low));
    for (int k = 0; k < from.points; k++) {
      if (from.energy[k] >= low && from.energy[k] <= high) {
        add(from.energy[k], from.marginal[k]);
      }
    }
    if (high < from.energy[from.points - 1]) {
      add(high, from.marginalAt(high));
    }
  }

  /**
   * Takes over the sum of two curves over the energy: what both together are worth if each is used
   * where it is worth most. Then the energy that an interval leaves of what it begins with is put
   * in terms of that: (sum + drain) / retention.
   */
  void sum(ValueCurve a, ValueCurve b, double drain, double retention) {
    clear();
    int i = 0;
    int j = 0;
    while (i < a.points || j < b.points) {
      boolean takeA = j == b.points || (i < a.points && a.marginal[i] <= b.marginal[j]);
      double at = takeA ? a.marginal[i] : b.marginal[j];
      double total = takeA ? a.energy[i] + b.energyAt(j, at) : b.energy[j] + a.energyAt(i, at);
      add((total + drain) / retention, at * retention);
      if (takeA) {
        i++;
      } else {
        j++;
      }
    }
  }

  /** The energy at a marginal that lies before a point and not before the one ahead of it. */
  private double energyAt(int next, double atMarginal) {
    if (next == 0) {
      return energy[0];
    }
    if (next == points || marginal[next] <= marginal[next - 1]) {
      return energy[next - 1];
    }
    double along =
        Math.clamp((atMarginal - marginal[next - 1]) / (marginal[next] - marginal[next - 1]), 0, 1);
    return energy[next - 1] + along * (energy[next] - energy[next - 1]);
  }
}
