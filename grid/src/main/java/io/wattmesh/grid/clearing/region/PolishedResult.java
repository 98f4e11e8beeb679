package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A region's chosen point in physical units, with its proofs: its own buses and owned lines. */
final class PolishedResult {
  private PolishedResult() {}

  static ResultPart of(RegionModel model, KktPoint point, KktPoint shares, KktPoint pulls) {
    double base = model.baseMva;
    int[] lines = IntStream.range(0, model.lines).filter(l -> model.owned[l]).toArray();
    return new ResultPart(
        Arrays.copyOf(model.busNumber, model.own),
        Arrays.copyOf(point.angle, model.own),
        Arrays.stream(point.injection).map(q -> q * base).toArray(),
        Arrays.copyOf(point.price, model.own),
        Arrays.stream(lines).map(l -> model.row[l]).toArray(),
        Arrays.stream(lines).mapToDouble(l -> model.flow(l, point.angle) * base).toArray(),
        Arrays.stream(lines).mapToDouble(l -> point.lineDual[l]).toArray(),
        Arrays.copyOf(shares.price, model.own),
        Arrays.stream(pulls.angle, 0, model.own).map(z -> z * PriceProblem.PULL / base).toArray(),
        Arrays.stream(lines).mapToDouble(l -> shares.lineDual[l]).toArray());
  }
}
