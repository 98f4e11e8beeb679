package io.wattmesh.load.plan;

import java.util.PriorityQueue;

/**
 * Processors that take work in the order in which it comes, each one piece at a time. Work must be
 * given in the order of time.
 */
final class Station {
  private final PriorityQueue<Double> freeAt = new PriorityQueue<>();
  private final double speed;
  private double busySeconds;

  /**
   * @param cores how many, or a part of one: what is left over makes all a little slower or faster
   */
  Station(double cores) {
    if (!(cores > 0)) {
      throw new IllegalArgumentException("A station of %s cores does nothing.".formatted(cores));
    }
    long whole = Math.max(1, Math.round(cores));
    speed = cores / whole;
    for (long k = 0; k < whole; k++) {
      freeAt.add(0.0);
    }
  }

  /** When work that may begin now is done. */
  double done(double nowSeconds, double cpuSeconds) {
    double took = cpuSeconds / speed;
    double end = Math.max(nowSeconds, freeAt.remove()) + took;
    freeAt.add(end);
    busySeconds += took;
    return end;
  }

  double busySeconds() {
    return busySeconds;
  }
}
