package io.wattmesh.grid.feeder;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import java.util.ArrayList;
import java.util.List;

/** A bus with all that hangs below it, as the sweep up leaves it. */
final class FeederBus {
  final int index;
  final int number;
  final CostCurve own;
  final List<FeederBus> children = new ArrayList<>();

  /** Null at the root of a feeder. */
  final FeederLine line;

  /** What this bus and all below it inject together, within the limits of the lines below. */
  private CostCurve total;

  /** What of it fits through the line to the parent. */
  private CostCurve exported;

  FeederBus(int index, int number, CostCurve own, FeederLine line) {
    this.index = index;
    this.number = number;
    this.own = own;
    this.line = line;
  }

  CostCurve total() {
    return total;
  }

  CostCurve exported() {
    return exported;
  }

  /**
   * Adds up the children, which must have been swept.
   *
   * @throws InfeasibleFeederException if nothing of the sum fits through the line
   */
  void sweepUp() {
    List<CostCurve> parts = new ArrayList<>();
    parts.add(own);
    children.forEach(child -> parts.add(child.exported));
    total = CurveSum.of(parts);
    if (line != null) {
      requireFit(line.minExportMw(), line.maxExportMw());
      exported = clipped(total);
    }
  }

  /** A curve of this bus's injection within the limits of its line. */
  CostCurve clipped(CostCurve curve) {
    return Clip.of(curve, line.minExportMw(), line.maxExportMw());
  }

  private void requireFit(double minMw, double maxMw) {
    if (total.minMw() > maxMw + Clip.toleranceMw(maxMw)) {
      throw InfeasibleFeederException.of(line, total.minMw(), maxMw);
    }
    if (total.maxMw() < minMw - Clip.toleranceMw(minMw)) {
      throw InfeasibleFeederException.of(line, total.maxMw(), minMw);
    }
  }
}
