package io.wattmesh.grid.feeder;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Hands each root's injection and price down its feeder. */
final class SweepDown {
  /** As exact clearing is: injections answer to prices within this, in $/MWh and MW. */
  private static final double EXACT = 1e-6;

  private final TiedSteps tied;
  private final double[] injectionMw;
  private final double[] exportMw;
  private final double[] angleRad;
  private final double[] priceUsdPerMwh;
  private final double[] dualUsdPerMwh;

  SweepDown(int buses) {
    tied = new TiedSteps(buses);
    injectionMw = new double[buses];
    exportMw = new double[buses];
    angleRad = new double[buses];
    priceUsdPerMwh = new double[buses];
    dualUsdPerMwh = new double[buses];
  }

  /**
   * Sweeps one feeder.
   *
   * @param powerMw what the root and all below it inject together, MW
   * @param price at the root, $/MWh
   * @param angle of the root, radians
   * @throws IllegalArgumentException if the power is no answer to the price
   */
  void run(FeederBus root, double powerMw, double price, double angle) {
    requireAnswer(root, powerMw, price);
    exportMw[root.index] = powerMw;
    priceUsdPerMwh[root.index] = price;
    angleRad[root.index] = angle;
    Deque<FeederBus> next = new ArrayDeque<>(List.of(root));
    while (!next.isEmpty()) {
      FeederBus bus = next.remove();
      double[] shares = shares(bus, exportMw[bus.index]);
      injectionMw[bus.index] = shares[0];
      for (int k = 1; k < shares.length; k++) {
        settle(bus, bus.children.get(k - 1), shares[k]);
      }
      next.addAll(bus.children);
    }
  }

  private static void requireAnswer(FeederBus root, double powerMw, double price) {
    double least = root.total().leastResponseMw(price - EXACT);
    double greatest = root.total().greatestResponseMw(price + EXACT);
    double slack = EXACT * Math.max(1, Math.abs(powerMw));
    if (!(least - slack <= powerMw && powerMw <= greatest + slack)) {
      throw new IllegalArgumentException(
          ("bus %d with its feeders answers a price of %s $/MWh with %s to %s MW, not with %s MW;"
                  + " expand only a result that was cleared with the reduced curves")
              .formatted(root.number, price, least, greatest, powerMw));
    }
  }

  private double[] shares(FeederBus bus, double powerMw) {
    Split split = Split.at(bus.total(), powerMw);
    if (split.isStep()) {
      return tied.shares(bus, split.belowPrice(), powerMw);
    }
    var parts = new ArrayList<CostCurve>();
    parts.add(bus.own);
    bus.children.forEach(child -> parts.add(child.exported()));
    return split.shares(powerMw, parts);
  }

  private void settle(FeederBus parent, FeederBus bus, double export) {
    int i = bus.index;
    double above = priceUsdPerMwh[parent.index];
    exportMw[i] = export;
    angleRad[i] = bus.line.angleRad(angleRad[parent.index], export);
    priceUsdPerMwh[i] = price(bus, export, above);
    dualUsdPerMwh[i] = bus.line.dualUsdPerMwh(above, priceUsdPerMwh[i]);
  }

  /** The parent's price, or behind a full line the nearest to it that gives the export. */
  private static double price(FeederBus bus, double export, double above) {
    double tolerance = Clip.toleranceMw(export);
    double price = above;
    if (export >= bus.line.maxExportMw() - tolerance) {
      price = Math.min(price, Clip.greatestPrice(bus.total(), export));
    }
    if (export <= bus.line.minExportMw() + tolerance) {
      price = Math.max(price, Clip.leastPrice(bus.total(), export));
    }
    return price;
  }

  double injectionMw(FeederBus bus) {
    return injectionMw[bus.index];
  }

  /** The result of buses below roots and of their lines. */
  ResultPart below(List<FeederBus> buses) {
    return new ResultPart(
        buses.stream().mapToInt(b -> b.number).toArray(),
        buses.stream().mapToDouble(b -> angleRad[b.index]).toArray(),
        buses.stream().mapToDouble(b -> injectionMw[b.index]).toArray(),
        buses.stream().mapToDouble(b -> priceUsdPerMwh[b.index]).toArray(),
        buses.stream().mapToInt(b -> b.line.branch().row()).toArray(),
        buses.stream().mapToDouble(b -> b.line.flowMw(exportMw[b.index])).toArray(),
        buses.stream().mapToDouble(b -> dualUsdPerMwh[b.index]).toArray());
  }
}
