package io.wattmesh.grid.feeder;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Shares among steps tied at one price, in a bus and below it: the same fill fraction for all, but
 * where a line is full before the others.
 *
 * <p>At the price, what a step gives rises with its fill fraction, from 0 to 1. That is a curve
 * with the fraction in the price's place, so it is summed and clipped as curves are. The bus of a
 * fraction that a full line cuts off keeps its own fraction, as with prices.
 */
final class TiedSteps {
  private final CostCurve[] curves;
  private final double[] prices;

  TiedSteps(int buses) {
    curves = new CostCurve[buses];
    prices = new double[buses];
  }

  /** What each part (the bus itself, then its children) gives of the power, in MW. */
  double[] shares(FeederBus bus, double priceUsdPerMwh, double powerMw) {
    if (curves[bus.index] == null || prices[bus.index] != priceUsdPerMwh) {
      sweepUp(bus, priceUsdPerMwh);
    }
    List<CostCurve> parts = parts(bus, priceUsdPerMwh);
    return Split.at(curves[bus.index], powerMw).shares(powerMw, parts);
  }

  private void sweepUp(FeederBus top, double price) {
    List<FeederBus> tied = new ArrayList<>();
    Deque<FeederBus> next = new ArrayDeque<>(List.of(top));
    while (!next.isEmpty()) {
      FeederBus bus = next.remove();
      tied.add(bus);
      bus.children.stream().filter(child -> isTied(child.exported(), price)).forEach(next::add);
    }
    for (FeederBus bus : tied.reversed()) {
      curves[bus.index] = CurveSum.of(parts(bus, price));
      prices[bus.index] = price;
    }
  }

  private List<CostCurve> parts(FeederBus bus, double price) {
    List<CostCurve> parts = new ArrayList<>();
    parts.add(byFraction(bus.own, price));
    for (FeederBus child : bus.children) {
      parts.add(
          isTied(child.exported(), price)
              ? child.clipped(curves[child.index])
              : byFraction(child.exported(), price));
    }
    return parts;
  }

  private static boolean isTied(CostCurve curve, double price) {
    return curve.leastResponseMw(price) < curve.greatestResponseMw(price);
  }

  private static CostCurve byFraction(CostCurve curve, double price) {
    double least = curve.leastResponseMw(price);
    return isTied(curve, price)
        ? CostCurve.ofPoints(
            new double[] {least, curve.greatestResponseMw(price)}, new double[] {0, 1})
        : CostCurve.fixed(least);
  }
}
