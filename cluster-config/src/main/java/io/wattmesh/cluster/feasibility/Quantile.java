package io.wattmesh.cluster.feasibility;

/** Which of many measured samples is judged. */
public enum Quantile {
  P50(50),
  P99(99),
  /** The worst. */
  MAX(100);

  private final int perCent;

  Quantile(int perCent) {
    this.perCent = perCent;
  }

  int perCent() {
    return perCent;
  }
}
