package io.wattmesh.grid.clearing.admm;

import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.model.TieProximal;

/**
 * Shared values and scaled prices of a region's tie lines.
 *
 * <p>For each tie line the state is (z, u) of its flow and of its mean angle, where u belongs to
 * the from side and the to side's is -u. Both ends compute the same state from the same copies, so
 * none of it is ever sent. Entries are weighted by the square root of their penalty: then the plain
 * Euclidean norm is the one in which ADMM is nonexpansive.
 */
public final class TieConsensus {
  private static final int ENTRIES = 4;

  private final RegionModel model;
  private final double relaxation;
  private final TieProximal proximal;
  private final double[] state;
  private final double[] residual;
  private final double[] mismatch;
  private final boolean[] counts;
  private final AndersonMemory memory;
  private final int ties;

  /**
   * @param flowPenalty $/MWh per unit of flow
   * @param meanPenalty factor of the squared susceptance
   * @param relaxation over-relaxation, in (0, 2)
   * @param depth rounds that Anderson acceleration remembers
   */
  public TieConsensus(
      RegionModel model, double flowPenalty, double meanPenalty, double relaxation, int depth) {
    this.model = model;
    this.relaxation = relaxation;
    ties = model.lines - model.inner;
    proximal = new TieProximal(ties);
    state = new double[ENTRIES * ties];
    residual = new double[ENTRIES * ties];
    mismatch = new double[ties];
    counts = new boolean[ENTRIES * ties];
    memory = new AndersonMemory(ENTRIES * ties, depth);
    for (int t = 0; t < ties; t++) {
      double b = model.b[model.inner + t];
      proximal.flowWeight[t] = flowPenalty;
      proximal.meanWeight[t] = meanPenalty * b * b;
      for (int e = 0; e < ENTRIES; e++) {
        counts[ENTRIES * t + e] = model.owned[model.inner + t];
      }
    }
  }

  /** The pull on the region's copies; its targets follow the state. */
  public TieProximal proximal() {
    return proximal;
  }

  /** Sets the targets of the next local solve from the state. */
  public void aim() {
    for (int t = 0; t < ties; t++) {
      double sign = model.owned[model.inner + t] ? 1 : -1;
      int at = ENTRIES * t;
      proximal.flowTarget[t] = (state[at] - sign * state[at + 1]) / Math.sqrt(flowWeight(t));
      proximal.meanTarget[t] = (state[at + 2] - sign * state[at + 3]) / Math.sqrt(meanWeight(t));
    }
  }

  private double flowWeight(int t) {
    return proximal.flowWeight[t];
  }

  private double meanWeight(int t) {
    return proximal.meanWeight[t];
  }

  /**
   * Works out F(s) = T(s) - s from both sides' copies of a tie line.
   *
   * @param ownFlow this region's flow, per unit
   * @param otherFlow the other region's
   */
  public void compare(int tie, double ownFlow, double otherFlow, double ownMean, double otherMean) {
    boolean fromSide = model.owned[model.inner + tie];
    int at = ENTRIES * tie;
    mismatch[tie] = mismatchSquared(tie, ownFlow - otherFlow, ownMean - otherMean);
    compare(at, flowWeight(tie), fromSide, ownFlow, otherFlow);
    compare(at + 2, meanWeight(tie), fromSide, ownMean, otherMean);
  }

  /** The ends' angles are the mean angle and half the flow over the susceptance more or less. */
  private double mismatchSquared(int tie, double flow, double mean) {
    double half = 0.5 * flow / model.b[model.inner + tie];
    return flow * flow + 2 * (mean * mean + half * half);
  }

  private void compare(int at, double weight, boolean fromSide, double own, double other) {
    double root = Math.sqrt(weight);
    double fromCopy = root * (fromSide ? own : other);
    double toCopy = root * (fromSide ? other : own);
    double from = relaxation * fromCopy + (1 - relaxation) * state[at];
    double to = relaxation * toCopy + (1 - relaxation) * state[at];
    residual[at] = 0.5 * (from + to) - state[at];
    residual[at + 1] = 0.5 * (from - to);
  }

  /** Records the round and adds its share of the inner products. */
  public void record(double[] sums, int firstProduct) {
    memory.record(state, residual);
    memory.addProducts(sums, firstProduct, counts);
  }

  /** This region's share of |F|^2. */
  public double residualSquared() {
    double sum = 0;
    for (int i = 0; i < residual.length; i++) {
      sum += counts[i] ? residual[i] * residual[i] : 0;
    }
    return sum;
  }

  /** |F| over all of the region's tie lines, whoever accounts for them. */
  public double residualOfTies() {
    double sum = 0;
    for (double entry : residual) {
      sum += entry * entry;
    }
    return Math.sqrt(sum);
  }

  /**
   * The squared differences of both sides' copies, over all of this region's tie lines: flows in
   * per unit, end angles in radians.
   */
  public double mismatchSquared() {
    double sum = 0;
    for (int t = 0; t < ties; t++) {
      sum += mismatch[t];
    }
    return sum;
  }

  /** Starts from no flow and a price that all buses share, $/MWh. */
  public void start(double price) {
    for (int t = 0; t < ties; t++) {
      // At consensus the from side's scaled price of flow is minus its bus's LMP.
      state[ENTRIES * t + 1] = -price / Math.sqrt(flowWeight(t));
    }
  }

  /** Starts from the angles and prices at both ends of each tie line. */
  public void start(KktPoint last) {
    for (int t = 0; t < ties; t++) {
      int line = model.inner + t;
      int from = model.from[line];
      int to = model.to[line];
      double mean = 0.5 * (last.angle[from] + last.angle[to]);
      int at = ENTRIES * t;
      state[at] = model.flow(line, last.angle) * Math.sqrt(flowWeight(t));
      state[at + 2] = mean * Math.sqrt(meanWeight(t));
      // At consensus both sides hold half of the flow's price, and the mean angle carries the rest.
      state[at + 1] = -0.5 * (last.price[from] + last.price[to]) / Math.sqrt(flowWeight(t));
      state[at + 3] =
          model.b[line] * (last.price[from] - last.price[to]) / Math.sqrt(meanWeight(t));
    }
  }

  /** Undoes the last accelerated step. */
  public void retreat() {
    memory.retreat(state);
  }

  /** Moves to the next round's state; without coefficients by the plain step. */
  public void advance(double[] coefficients) {
    memory.advance(state, coefficients);
  }
}
