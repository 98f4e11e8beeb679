package io.wattmesh.grid.clearing.model;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import io.wattmesh.grid.partition.RegionNetwork;
import io.wattmesh.grid.partition.TieLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A region's buses, lines and bus curves as arrays, in per unit.
 *
 * <p>Buses 0 .. own-1 are the region's, in ascending order of their numbers; then come the far ends
 * of its tie lines, once each. Lines are the inner lines, then the tie lines by row. The arrays are
 * read-only by convention.
 */
public final class RegionModel {
  /** Number of own buses. */
  public final int own;

  /** Number of own buses and far ends. */
  public final int all;

  /** Bus number of each index. */
  public final int[] busNumber;

  /** Whether the angle of an own bus is held at zero. */
  public final boolean[] anchored;

  /** Curve of each own bus. */
  public final BusCurve[] curve;

  /** Number of inner lines; the tie lines follow. */
  public final int inner;

  /** Number of lines. */
  public final int lines;

  public final int[] from;
  public final int[] to;

  /** Susceptance in per unit a radian. */
  public final double[] b;

  /** Phase shift in radians. */
  public final double[] shift;

  /** Flow limits in per unit, possibly infinite. */
  public final double[] flowMin;

  public final double[] flowMax;

  /** Case row of each line. */
  public final int[] row;

  /** Whether a line is this region's to account for: every inner line and its own ties. */
  public final boolean[] owned;

  /** Power base in MVA. */
  public final double baseMva;

  private final Map<Integer, Integer> indexOf;

  /**
   * @param network the region
   * @param curves a cost curve for each of its buses
   * @throws IllegalArgumentException if a bus has no curve
   */
  public RegionModel(RegionNetwork network, Map<Integer, CostCurve> curves) {
    baseMva = network.baseMva();
    own = network.buses().size();
    indexOf = new HashMap<>();
    for (int bus : network.buses()) {
      indexOf.putIfAbsent(bus, indexOf.size());
    }
    for (TieLine tie : network.tieLines()) {
      indexOf.putIfAbsent(tie.branch().fromBus(), indexOf.size());
      indexOf.putIfAbsent(tie.branch().toBus(), indexOf.size());
    }
    all = indexOf.size();
    busNumber = new int[all];
    indexOf.forEach((bus, index) -> busNumber[index] = bus);
    anchored = new boolean[own];
    network.anchors().forEach(bus -> anchored[indexOf.get(bus)] = true);
    curve = new BusCurve[own];
    Arrays.setAll(curve, i -> new BusCurve(required(curves, busNumber[i]), baseMva));

    List<Branch> branches = new ArrayList<>(network.innerLines());
    inner = branches.size();
    network.tieLines().forEach(tie -> branches.add(tie.branch()));
    lines = branches.size();
    from = branches.stream().mapToInt(l -> indexOf.get(l.fromBus())).toArray();
    to = branches.stream().mapToInt(l -> indexOf.get(l.toBus())).toArray();
    b = branches.stream().mapToDouble(l -> l.susceptanceMwPerRad() / baseMva).toArray();
    shift = branches.stream().mapToDouble(Branch::shiftRad).toArray();
    flowMin = branches.stream().mapToDouble(l -> l.minFlowMw() / baseMva).toArray();
    flowMax = branches.stream().mapToDouble(l -> l.maxFlowMw() / baseMva).toArray();
    row = branches.stream().mapToInt(Branch::row).toArray();
    owned = new boolean[lines];
    for (int l = 0; l < lines; l++) {
      owned[l] = l < inner || network.tieLines().get(l - inner).ownedBy(network.region());
    }
  }

  private RegionModel(
      RegionModel topology, BusCurve[] curve, double[] shift, double[] flowMin, double[] flowMax) {
    own = topology.own;
    all = topology.all;
    busNumber = topology.busNumber;
    anchored = topology.anchored;
    inner = topology.inner;
    lines = topology.lines;
    from = topology.from;
    to = topology.to;
    b = topology.b;
    row = topology.row;
    owned = topology.owned;
    baseMva = topology.baseMva;
    indexOf = topology.indexOf;
    this.curve = curve;
    this.shift = shift;
    this.flowMin = flowMin;
    this.flowMax = flowMax;
  }

  /** Another market on the same buses and lines. */
  public RegionModel with(
      BusCurve[] curves, double[] shifts, double[] flowMinimums, double[] flowMaximums) {
    return new RegionModel(this, curves, shifts, flowMinimums, flowMaximums);
  }

  private static CostCurve required(Map<Integer, CostCurve> curves, int bus) {
    CostCurve curve = curves.get(bus);
    if (curve == null) {
      throw new IllegalArgumentException(
          "bus "
              + bus
              + " has no cost curve; give every bus one, CostCurve.fixed(0) if it is empty");
    }
    return curve;
  }

  /** Index of a bus number here, or -1. */
  public int indexOf(int bus) {
    return indexOf.getOrDefault(bus, -1);
  }

  /** Flow of a line in per unit at given angles. */
  public double flow(int line, double[] angles) {
    return b[line] * (angles[from[line]] - angles[to[line]] - shift[line]);
  }
}
