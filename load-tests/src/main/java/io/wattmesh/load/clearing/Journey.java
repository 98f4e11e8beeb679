package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.simulation.ClearingSimulation;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.grid.partition.RegionPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A clearing, without actors, as regions' watchers saw it: the prices after each ADMM round and
 * interior-point step, and at last those that polish found; injections and mismatch of each round.
 */
final class Journey {
  private record Step(ClearingEffort effort, Map<Integer, Double> usdPerMwh) {}

  private record Round(double[] mismatchSquared, Map<Integer, Double> injectionMw) {}

  private final RegionPlan plan;
  private final List<Step> steps = new ArrayList<>();
  private final List<Round> rounds = new ArrayList<>();
  private final ClearingOutcome outcome;

  private Journey(RegionPlan plan, Map<Integer, CostCurve> curves, ClearingParameters parameters) {
    this.plan = plan;
    var simulation = new ClearingSimulation(plan, curves, parameters, ClearingSimulation.IN_ORDER);
    simulation.watchPrices(
        region -> {
          int[] at = {0};
          return (effort, prices) -> takePrices(region, at[0]++, effort, prices);
        });
    simulation.watch(
        region -> {
          int[] at = {0};
          return (mismatch, injections) -> takeRound(region, at[0]++, mismatch, injections);
        });
    outcome = simulation.run();
  }

  static Journey of(
      RegionPlan plan, Map<Integer, CostCurve> curves, ClearingParameters parameters) {
    return new Journey(plan, curves, parameters);
  }

  private void takePrices(int region, int at, ClearingEffort effort, double[] prices) {
    if (at == steps.size()) {
      steps.add(new Step(effort, new HashMap<>()));
    }
    put(region, prices, steps.get(at).usdPerMwh());
  }

  private void takeRound(int region, int at, double mismatchSquared, double[] injections) {
    if (at == rounds.size()) {
      rounds.add(new Round(new double[1], new HashMap<>()));
    }
    double[] worst = rounds.get(at).mismatchSquared();
    worst[0] = Math.max(worst[0], mismatchSquared);
    put(region, injections, rounds.get(at).injectionMw());
  }

  private void put(int region, double[] values, Map<Integer, Double> all) {
    List<Integer> buses = plan.regions().get(region).buses();
    for (int i = 0; i < values.length; i++) {
      all.put(buses.get(i), values[i]);
    }
  }

  ClearingOutcome outcome() {
    return outcome;
  }

  /** Rounds and steps of the interior point, and the optimum as the last if there is one. */
  int steps() {
    return steps.size();
  }

  int rounds() {
    return rounds.size();
  }

  /** What it had taken by a step. */
  ClearingEffort effort(int step) {
    return steps.get(step).effort();
  }

  Map<Integer, Double> usdPerMwh(int step) {
    return steps.get(step).usdPerMwh();
  }

  Map<Integer, Double> injectionMw(int round) {
    return rounds.get(round).injectionMw();
  }

  /**
   * The worst region's norm of how far its tie lines' copies are from the mean of both sides: flows
   * in per unit, angles in rad. PowerModelsADA's ADMM stops by this one ({@code calc_mismatch!}
   * with {@code central = true}, each area by itself).
   */
  double mismatch(int round) {
    return 0.5 * Math.sqrt(rounds.get(round).mismatchSquared()[0]);
  }

  /** The first step from which on all hold. */
  OptionalInt holdsFrom(IntPredicate holds) {
    int from = steps();
    while (from > 0 && holds.test(from - 1)) {
      from--;
    }
    return from == steps() ? OptionalInt.empty() : OptionalInt.of(from);
  }

  /** The first round at which it holds. */
  OptionalInt firstRound(IntPredicate holds) {
    return IntStream.range(0, rounds()).filter(holds).findFirst();
  }
}
