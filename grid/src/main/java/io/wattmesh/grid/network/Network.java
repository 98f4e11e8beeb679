package io.wattmesh.grid.network;

import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.curve.CurveSum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A network in a fixed order of buses, branches and generators.
 *
 * @param name the case's name
 * @param baseMva power base in MVA, used for scaling only
 * @param referenceBus number of the bus whose angle is zero
 * @param buses all buses, isolated ones too
 * @param branches all branches, those out of service too
 * @param generators all generators, those out of service too
 */
public record Network(
    String name,
    double baseMva,
    int referenceBus,
    List<Bus> buses,
    List<Branch> branches,
    List<Generator> generators) {

  /** Checks that bus numbers are unique and that branches and generators name existing buses. */
  public Network {
    buses = List.copyOf(buses);
    branches = List.copyOf(branches);
    generators = List.copyOf(generators);
    Set<Integer> numbers = new HashSet<>();
    for (Bus bus : buses) {
      if (!numbers.add(bus.number())) {
        throw new IllegalArgumentException(
            "bus " + bus.number() + " appears twice; number each bus once");
      }
    }
    for (Branch branch : branches) {
      requireBus(numbers, branch.fromBus(), "branch row " + branch.row());
      requireBus(numbers, branch.toBus(), "branch row " + branch.row());
    }
    for (Generator generator : generators) {
      requireBus(numbers, generator.bus(), "generator row " + generator.row());
    }
    requireBus(numbers, referenceBus, "the reference");
  }

  private static void requireBus(Set<Integer> numbers, int bus, String what) {
    if (!numbers.contains(bus)) {
      throw new IllegalArgumentException(what + " names bus " + bus + ", which does not exist");
    }
  }

  /** The branches that carry flow: in service, between two buses that are not isolated. */
  public List<Branch> liveBranches() {
    Set<Integer> live = new HashSet<>();
    for (Bus bus : buses) {
      if (bus.type() != BusType.ISOLATED) {
        live.add(bus.number());
      }
    }
    return branches.stream()
        .filter(b -> b.inService() && live.contains(b.fromBus()) && live.contains(b.toBus()))
        .toList();
  }

  /** One cost curve a bus, in bus order: its generators less its fixed withdrawal. */
  public Map<Integer, CostCurve> busCurves() {
    Map<Integer, List<CostCurve>> parts = new LinkedHashMap<>();
    for (Bus bus : buses) {
      List<CostCurve> own = new ArrayList<>();
      own.add(CostCurve.fixed(-bus.fixedWithdrawalMw()));
      parts.put(bus.number(), own);
    }
    Set<Integer> isolated = new HashSet<>();
    for (Bus bus : buses) {
      if (bus.type() == BusType.ISOLATED) {
        isolated.add(bus.number());
      }
    }
    for (Generator generator : generators) {
      if (generator.inService() && !isolated.contains(generator.bus())) {
        parts.get(generator.bus()).add(generator.curve());
      }
    }
    Map<Integer, CostCurve> curves = new LinkedHashMap<>();
    parts.forEach((bus, own) -> curves.put(bus, CurveSum.of(own)));
    return curves;
  }

  /** The same network with each branch replaced, as an interval's limits or an outage do. */
  public Network withBranches(UnaryOperator<Branch> change) {
    return new Network(
        name, baseMva, referenceBus, buses, branches.stream().map(change).toList(), generators);
  }
}
