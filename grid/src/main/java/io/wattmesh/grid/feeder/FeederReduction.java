package io.wattmesh.grid.feeder;

import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Branch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is left of a network once its feeders are summed up, and the way back. */
public final class FeederReduction {
  private final Map<Integer, FeederBus> roots = new LinkedHashMap<>();

  /** Buses of feeders without the roots, above before below. */
  private final List<FeederBus> below = new ArrayList<>();

  private final List<Branch> branches;
  private final Map<Integer, CostCurve> curves;

  FeederReduction(
      List<Branch> allBranches, Map<Integer, CostCurve> allCurves, List<FeederLine> lines) {
    Map<Integer, FeederBus> buses = new HashMap<>();
    Set<Branch> removed = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Integer> peeled = new HashSet<>();
    lines.forEach(line -> peeled.add(line.bus()));
    for (FeederLine line : lines.reversed()) {
      removed.add(line.branch());
      if (!peeled.contains(line.parent())) {
        roots.computeIfAbsent(line.parent(), root -> add(buses, root, allCurves.get(root), null));
      }
      FeederBus bus = add(buses, line.bus(), allCurves.get(line.bus()), line);
      buses.get(line.parent()).children.add(bus);
      below.add(bus);
    }
    below.reversed().forEach(FeederBus::sweepUp);
    roots.values().forEach(FeederBus::sweepUp);
    branches = allBranches.stream().filter(branch -> !removed.contains(branch)).toList();
    Map<Integer, CostCurve> left = new LinkedHashMap<>(allCurves);
    left.keySet().removeAll(peeled);
    roots.values().forEach(root -> left.put(root.number, root.total()));
    curves = Collections.unmodifiableMap(left);
  }

  private static FeederBus add(
      Map<Integer, FeederBus> buses, int number, CostCurve own, FeederLine line) {
    FeederBus bus = new FeederBus(buses.size(), number, own, line);
    buses.put(number, bus);
    return bus;
  }

  /** The lines that are left. */
  public List<Branch> branches() {
    return branches;
  }

  /** One curve for each bus that is left; that of a feeder's root has the whole feeder in it. */
  public Map<Integer, CostCurve> curves() {
    return curves;
  }

  /** How many buses hang in feeders, roots not counted. */
  public int feederBuses() {
    return below.size();
  }

  boolean isInFeeder(int busNumber) {
    return !curves.containsKey(busNumber);
  }

  /**
   * The result of the whole from that of what is left.
   *
   * @param reduced an exact clearing of {@link #branches} with {@link #curves}; it must have the
   *     root of each feeder
   * @throws IllegalArgumentException if a root's injection is no answer to its price
   */
  public ResultPart expand(ResultPart reduced) {
    SweepDown sweep = new SweepDown(roots.size() + below.size());
    double[] injection = reduced.injectionMw().clone();
    for (FeederBus root : roots.values()) {
      int i = Arrays.binarySearch(reduced.buses(), root.number);
      double price = reduced.lmpUsdPerMwh(root.number);
      sweep.run(root, injection[i], price, reduced.angleRad()[i]);
      injection[i] = sweep.injectionMw(root);
    }
    ResultPart meshed =
        new ResultPart(
            reduced.buses(),
            reduced.angleRad(),
            injection,
            reduced.lmpUsdPerMwh(),
            reduced.branchRows(),
            reduced.flowMw(),
            reduced.lineDualUsdPerMwh());
    return ResultPart.join(List.of(meshed, sweep.below(below)));
  }

  /**
   * Clears the whole where no line is left, that is where every island is a tree.
   *
   * @param nearUsdPerMwh where an island's price is not unique, the nearest to this one is taken
   * @throws IllegalStateException if lines are left, so that the meshed part has to be cleared
   * @throws InfeasibleFeederException if an island cannot balance
   */
  public ResultPart clearTrees(double nearUsdPerMwh) {
    if (!branches.isEmpty()) {
      throw new IllegalStateException(
          branches.size()
              + " lines are not part of any feeder; clear the reduced network and expand its"
              + " result");
    }
    int[] buses = curves.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    double[] none = new double[buses.length];
    double[] prices = Arrays.stream(buses).mapToDouble(b -> balance(b, nearUsdPerMwh)).toArray();
    return expand(
        new ResultPart(buses, none, none, prices, new int[0], new double[0], new double[0]));
  }

  private double balance(int bus, double near) {
    CostCurve total = curves.get(bus);
    double tolerance = Clip.toleranceMw(Math.max(-total.minMw(), total.maxMw()));
    if (total.minMw() > tolerance || total.maxMw() < -tolerance) {
      throw InfeasibleFeederException.ofIsland(bus, total.minMw(), total.maxMw());
    }
    return Math.max(Clip.leastPrice(total, 0), Math.min(near, Clip.greatestPrice(total, 0)));
  }
}
