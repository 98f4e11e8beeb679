package io.wattmesh.load.clearing;

import io.wattmesh.cluster.market.CaseMarket;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.message.ResultPart;
import io.wattmesh.grid.curve.BidSum;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.grid.rounding.RoundedNetwork;
import io.wattmesh.proto.model.BidCurve;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A case's central solves: of the very bids that its regions clear, in whole watts and micro-$/MWh,
 * but without what is shed or spilled at the value of lost load.
 */
final class Reference {
  /**
   * What a solver made of it.
   *
   * @param optimum or else why there is none
   */
  record Solve(Optional<ResultPart> optimum, String failure, double seconds, double cpuSeconds) {}

  private final ReferenceCase grid;
  private final DcModel dcModel;
  private final Network network;
  private final Map<Integer, CostCurve> curves = new HashMap<>();
  private final Map<CentralSolver, Solve> solves = new EnumMap<>(CentralSolver.class);
  private Optional<SortedSet<Integer>> open = Optional.empty();

  private Reference(ReferenceCase grid, DcModel dcModel) {
    this.grid = grid;
    this.dcModel = dcModel;
    // What regions clear and certificates prove is the network as published: so is this.
    network = RoundedNetwork.of(grid.read(dcModel)).network();
    CaseMarket market = CaseMarket.of(network, 1, ClearingParameters.DEFAULT);
    for (Bus bus : network.buses()) {
      List<BidCurve> own =
          market.entries(bus.number()).stream().map(CaseMarket.Entry::own).toList();
      curves.put(bus.number(), own.isEmpty() ? CostCurve.fixed(0) : BidSum.of(own).costCurve());
    }
  }

  /**
   * Solves once by each solver, then looks for open prices if HiGHS is among them.
   *
   * @param limit for each of a solver's programs
   */
  static Reference solve(
      ReferenceCase grid, DcModel dcModel, Set<CentralSolver> solvers, Duration limit) {
    Reference reference = new Reference(grid, dcModel);
    for (CentralSolver solver : solvers) {
      reference.solves.put(solver, reference.solveBy(solver, limit));
    }
    if (solvers.contains(CentralSolver.HIGHS)) {
      reference.open = reference.probe(limit);
    }
    return reference;
  }

  private Solve solveBy(CentralSolver solver, Duration limit) {
    String[] failure = {""};
    Timed<Optional<ResultPart>> timed =
        Timed.of(
            () -> {
              try {
                return Optional.of(solver.solve(network, curves, limit));
              } catch (CentralSolver.NoOptimum e) {
                failure[0] = e.getMessage();
                return Optional.empty();
              }
            });
    return new Solve(timed.value(), failure[0], timed.seconds(), timed.cpuSeconds());
  }

  private Optional<SortedSet<Integer>> probe(Duration limit) {
    try {
      return any().map(dispatch -> new PriceProbe(network, curves, dispatch).openBuses(limit));
    } catch (CentralSolver.NoOptimum e) {
      return Optional.empty();
    }
  }

  /** Some central optimum, the preferred one if there are several. */
  Optional<ResultPart> any() {
    return solves.values().stream().flatMap(each -> each.optimum().stream()).findFirst();
  }

  ReferenceCase grid() {
    return grid;
  }

  DcModel dcModel() {
    return dcModel;
  }

  Network network() {
    return network;
  }

  /** The bids' sum at each bus. */
  Map<Integer, CostCurve> curves() {
    return curves;
  }

  Map<CentralSolver, Solve> solves() {
    return solves;
  }

  /** Buses whose price is not unique, as far as probes found; empty if nobody looked. */
  Optional<SortedSet<Integer>> open() {
    return open;
  }

  /** The same cost for everybody: the case's own, whose constants count too, $/h. */
  double costUsdPerHour(Map<Integer, Double> injectionMw) {
    Map<Integer, CostCurve> own = network.busCurves();
    return new TreeSet<>(injectionMw.keySet())
        .stream().mapToDouble(bus -> own.get(bus).costUsdPerHour(injectionMw.get(bus))).sum();
  }

  /** The cost of a central optimum, $/h. */
  double costUsdPerHour(ResultPart optimum) {
    var injections = new HashMap<Integer, Double>();
    for (int i = 0; i < optimum.buses().length; i++) {
      injections.put(optimum.buses()[i], optimum.injectionMw()[i]);
    }
    return costUsdPerHour(injections);
  }

  /**
   * The greatest difference to the prices of any central optimum, buses with open prices left out;
   * empty if there is none to compare with.
   */
  Optional<Double> priceError(Map<Integer, Double> usdPerMwh) {
    Set<Integer> leftOut = open.<Set<Integer>>map(found -> found).orElse(Set.of());
    return solves.values().stream()
        .flatMap(each -> each.optimum().stream())
        .map(
            optimum ->
                usdPerMwh.entrySet().stream()
                    .filter(entry -> !leftOut.contains(entry.getKey()))
                    .mapToDouble(
                        entry -> Math.abs(entry.getValue() - optimum.lmpUsdPerMwh(entry.getKey())))
                    .max()
                    .orElse(0))
        .max(Double::compare);
  }

  /** The greatest difference to the cost of any central optimum, relative to it. */
  Optional<Double> costError(double usdPerHour) {
    return solves.values().stream()
        .flatMap(each -> each.optimum().stream())
        .map(this::costUsdPerHour)
        .map(central -> Math.abs(usdPerHour - central) / Math.max(1, Math.abs(central)))
        .max(Double::compare);
  }
}
