package io.wattmesh.grid.clearing.interior;

import io.wattmesh.grid.clearing.model.BusCurve;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;

/**
 * Slacks and multipliers of a region's bids and line limits along the central path.
 *
 * <p>Every segment of a curve is a variable s in [0, width] with multipliers for both ends, every
 * finite line limit a slack with one multiplier. All are {@link BarrierPairs}; this class ties them
 * to buses and lines.
 */
public final class BarrierState {
  /** A line with equal limits has no interior; the barrier widens it by this much, per unit. */
  private static final double LEAST_ROOM = 2e-7;

  private final RegionModel model;
  private final KktEquations equations;
  private final int[] firstSegment;
  private final double[] slope;
  private final double[] startPrice;
  private final double[] width;

  /** One over the stiffness of each segment, per unit per $/MWh. */
  private final double[] answer;

  private final BarrierPairs lower;
  private final BarrierPairs upper;
  private final BarrierPairs belowMax;
  private final BarrierPairs aboveMin;

  /**
   * Starts every variable well inside its bounds; the multipliers fit the prices of the point and
   * are at least of the size given.
   */
  public static BarrierState cold(
      RegionModel model, KktEquations equations, KktPoint point, double multiplier) {
    BarrierState state = new BarrierState(model, equations);
    state.startSegments(point, multiplier);
    state.startLines(point, multiplier);
    state.answer();
    return state;
  }

  private BarrierState(RegionModel model, KktEquations equations) {
    this.model = model;
    this.equations = equations;
    firstSegment = new int[model.own + 1];
    for (int i = 0; i < model.own; i++) {
      firstSegment[i + 1] = firstSegment[i] + model.curve[i].segments();
    }
    int n = firstSegment[model.own];
    slope = new double[n];
    startPrice = new double[n];
    width = new double[n];
    answer = new double[n];
    lower = new BarrierPairs(n);
    upper = new BarrierPairs(n);
    belowMax = new BarrierPairs(model.lines);
    aboveMin = new BarrierPairs(model.lines);
    for (int i = 0; i < model.own; i++) {
      BusCurve curve = model.curve[i];
      for (int k = 0; k < curve.segments(); k++) {
        int j = firstSegment[i] + k;
        slope[j] = curve.slope(k);
        startPrice[j] = curve.high(k);
        width[j] = curve.width(k);
      }
    }
  }

  private void startSegments(KktPoint point, double multiplier) {
    for (int i = 0; i < model.own; i++) {
      BusCurve curve = model.curve[i];
      point.injection[i] = curve.power(0);
      for (int k = 0; k < curve.segments(); k++) {
        int j = firstSegment[i] + k;
        double middle = startPrice[j] + 0.5 * slope[j] * width[j];
        double gap = middle - point.price[i];
        lower.start(j, 0.5 * width[j], multiplier + Math.max(gap, 0));
        upper.start(j, 0.5 * width[j], multiplier + Math.max(-gap, 0));
        point.injection[i] += 0.5 * width[j];
      }
    }
  }

  private void startLines(KktPoint point, double multiplier) {
    for (int l = 0; l < model.lines; l++) {
      point.lineDual[l] = 0;
      if (!equations.counts(l)) {
        continue;
      }
      double flow = model.flow(l, point.angle);
      double room = Math.max(0.1, 0.1 * (flowMax(l) - flowMin(l)));
      room = Double.isFinite(room) ? room : 1;
      if (Double.isFinite(model.flowMax[l])) {
        belowMax.start(l, Math.max(flowMax(l) - flow, room), multiplier);
        point.lineDual[l] += multiplier;
      }
      if (Double.isFinite(model.flowMin[l])) {
        aboveMin.start(l, Math.max(flow - flowMin(l), room), multiplier);
        point.lineDual[l] -= multiplier;
      }
    }
  }

  private double flowMax(int l) {
    return model.flowMax[l] + extraRoom(l);
  }

  private double flowMin(int l) {
    return model.flowMin[l] - extraRoom(l);
  }

  private double extraRoom(int l) {
    return Math.max(0, LEAST_ROOM - (model.flowMax[l] - model.flowMin[l])) / 2;
  }

  /** Number of pairs. */
  public int pairs() {
    return lower.count() + upper.count() + belowMax.count() + aboveMin.count();
  }

  /** Slack times multiplier, the mean over all pairs; zero if there are none. */
  public double meanGap() {
    double sum = lower.sum() + upper.sum() + belowMax.sum() + aboveMin.sum();
    return pairs() == 0 ? 0 : sum / pairs();
  }

  /**
   * Sum over all pairs of slack times multiplier, and what it gains along the combined direction
   * per unit of the slacks' step length, of the multipliers', and of the product of the two.
   */
  public double[] gap() {
    double[] sums = new double[4];
    lower.addGap(sums);
    upper.addGap(sums);
    belowMax.addGap(sums);
    aboveMin.addGap(sums);
    return sums;
  }

  /**
   * The same for the directions that would be put together, without a correction, for each of
   * several targets: four numbers a target.
   */
  public double[] gapsFor(double[] targets) {
    double[] parts = new double[8];
    lower.addGapParts(parts);
    upper.addGapParts(parts);
    belowMax.addGapParts(parts);
    aboveMin.addGapParts(parts);
    double[] gaps = new double[4 * targets.length];
    for (int k = 0; k < targets.length; k++) {
      double target = targets[k];
      gaps[4 * k] = parts[0];
      gaps[4 * k + 1] = parts[1] + target * parts[2];
      gaps[4 * k + 2] = parts[3] + target * parts[4];
      gaps[4 * k + 3] = parts[5] + target * (parts[6] + target * parts[7]);
    }
    return gaps;
  }

  /** The longest steps of slacks and of multipliers, in turn, for each of several targets. */
  public double[] longestStepsFor(double[] targets) {
    double[] longest = new double[2 * targets.length];
    Arrays.fill(longest, Double.POSITIVE_INFINITY);
    lower.limitSteps(targets, longest);
    upper.limitSteps(targets, longest);
    belowMax.limitSteps(targets, longest);
    aboveMin.limitSteps(targets, longest);
    return longest;
  }

  /**
   * The longest step along the combined direction that keeps all slacks nonnegative; may be
   * infinite.
   */
  public double longestSlackStep() {
    return Math.min(
        Math.min(lower.longestSlackStep(), upper.longestSlackStep()),
        Math.min(belowMax.longestSlackStep(), aboveMin.longestSlackStep()));
  }

  /** The same for the multipliers. */
  public double longestMultiplierStep() {
    return Math.min(
        Math.min(lower.longestMultiplierStep(), upper.longestMultiplierStep()),
        Math.min(belowMax.longestMultiplierStep(), aboveMin.longestMultiplierStep()));
  }

  /** Fills the linear answers of one part of the direction. */
  public void linearise(KktPoint point, Linearisation linear, DirectionPart part) {
    for (int i = 0; i < model.own; i++) {
      linear.response[i] = 0;
      linear.injectionShift[i] = 0;
      for (int j = firstSegment[i]; j < firstSegment[i + 1]; j++) {
        linear.response[i] += answer[j];
        linear.injectionShift[i] += answer[j] * drive(point, i, j, part);
      }
    }
    for (int l = 0; l < model.lines; l++) {
      linear.stiffness[l] = 0;
      linear.dualShift[l] = 0;
      if (belowMax.present(l)) {
        linear.stiffness[l] += belowMax.ratio(l);
        linear.dualShift[l] +=
            belowMax.push(l, part) + belowMax.ratio(l) * maxResidual(point, l, part);
      }
      if (aboveMin.present(l)) {
        linear.stiffness[l] += aboveMin.ratio(l);
        linear.dualShift[l] -=
            aboveMin.push(l, part) - aboveMin.ratio(l) * minResidual(point, l, part);
      }
    }
  }

  private void answer() {
    for (int j = 0; j < answer.length; j++) {
      answer[j] = 1 / (slope[j] + lower.ratio(j) + upper.ratio(j));
    }
  }

  /** Right-hand side of a segment's eliminated row, less the price step. */
  private double drive(KktPoint point, int bus, int j, DirectionPart part) {
    double push = lower.push(j, part) - upper.push(j, part);
    if (part != DirectionPart.AFFINE) {
      return push;
    }
    double stationarity =
        startPrice[j]
            + slope[j] * lower.slack(j)
            - point.price[bus]
            - lower.multiplier(j)
            + upper.multiplier(j);
    return push - stationarity;
  }

  private double maxResidual(KktPoint point, int l, DirectionPart part) {
    return part == DirectionPart.AFFINE
        ? model.flow(l, point.angle) + belowMax.slack(l) - flowMax(l)
        : 0;
  }

  private double minResidual(KktPoint point, int l, DirectionPart part) {
    return part == DirectionPart.AFFINE
        ? model.flow(l, point.angle) - aboveMin.slack(l) - flowMin(l)
        : 0;
  }

  /** Works out a part of the direction of all pairs from its step in (angle, price) pairs. */
  public void direct(KktPoint point, double[] step, DirectionPart part) {
    for (int i = 0; i < model.own; i++) {
      for (int j = firstSegment[i]; j < firstSegment[i + 1]; j++) {
        double segmentStep = (step[2 * i + 1] + drive(point, i, j, part)) * answer[j];
        lower.direct(j, part, segmentStep);
        upper.direct(j, part, -segmentStep);
      }
    }
    for (int l = 0; l < model.lines; l++) {
      double flowStep = equations.counts(l) ? equations.flowStep(l, step) : 0;
      if (belowMax.present(l)) {
        belowMax.direct(l, part, -flowStep - maxResidual(point, l, part));
      }
      if (aboveMin.present(l)) {
        aboveMin.direct(l, part, flowStep + minResidual(point, l, part));
      }
    }
  }

  /**
   * Puts the direction together.
   *
   * @param target slack times multiplier to aim at, $/MWh times per unit
   * @param corrected whether the correction belongs to it
   */
  public void combine(double target, boolean corrected) {
    lower.combine(target, corrected);
    upper.combine(target, corrected);
    belowMax.combine(target, corrected);
    aboveMin.combine(target, corrected);
  }

  /**
   * Moves the pairs and the point along the combined direction.
   *
   * @param slackLength of the step of slacks, injections and angles
   * @param multiplierLength of the step of multipliers and prices
   */
  public void move(KktPoint point, double[] step, double slackLength, double multiplierLength) {
    lower.move(slackLength, multiplierLength);
    upper.move(slackLength, multiplierLength);
    belowMax.move(slackLength, multiplierLength);
    aboveMin.move(slackLength, multiplierLength);
    answer();
    for (int i = 0; i < point.angle.length; i++) {
      point.angle[i] += slackLength * step[2 * i];
      point.price[i] += multiplierLength * step[2 * i + 1];
    }
    for (int i = 0; i < model.own; i++) {
      double sum = model.curve[i].power(0);
      for (int j = firstSegment[i]; j < firstSegment[i + 1]; j++) {
        sum += lower.slack(j);
      }
      point.injection[i] = sum;
    }
    for (int l = 0; l < model.lines; l++) {
      point.lineDual[l] =
          (belowMax.present(l) ? belowMax.multiplier(l) : 0)
              - (aboveMin.present(l) ? aboveMin.multiplier(l) : 0);
    }
  }

  /**
   * The piece of its curve that a bus is on: the segment that is most clearly between its ends; if
   * there is none, the vertex before the first segment that is not full.
   *
   * <p>Comparing segments matters where a step interrupts a slope. On the step, the ends of the
   * slope before and after it have neither slack nor multiplier in the limit, so by itself each of
   * them may pass for a segment between its ends.
   */
  public int pieceOf(int bus) {
    int piece = 2 * (firstSegment[bus + 1] - firstSegment[bus]);
    double clearest = 1;
    for (int k = firstSegment[bus + 1] - firstSegment[bus] - 1; k >= 0; k--) {
      int j = firstSegment[bus] + k;
      double fromFull = 1 / upper.ratio(j);
      double between = Math.min(1 / lower.ratio(j), fromFull);
      if (between > clearest) {
        clearest = between;
        piece = 2 * k + 1;
      } else if (clearest == 1 && fromFull > 1) {
        piece = 2 * k;
      }
    }
    return piece;
  }

  /** +1 if the line is at its maximum, -1 at its minimum, 0 between. */
  public int sideOf(int line) {
    if (belowMax.present(line) && belowMax.multiplier(line) > belowMax.slack(line)) {
      return 1;
    }
    return aboveMin.present(line) && aboveMin.multiplier(line) > aboveMin.slack(line) ? -1 : 0;
  }
}
