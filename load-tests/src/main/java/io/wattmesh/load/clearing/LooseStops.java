package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingOutcome;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.load.MarkdownTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * ADMM rounds until PowerModelsADA would stop: at each region the copies of its tie lines are
 * within 0.01 of the mean of both sides, flows in per unit and angles in rad, as one norm; and the
 * cost is within 1% of the central one.
 */
final class LooseStops {
  private static final double MISMATCH = 0.01;
  private static final double NEAR_COST = 0.01;

  /**
   * A line of PowerModelsADA's table "DC Approximation", docs/src/comparison.md at commit f7605516
   * (v0.1.1), of the grids that are shipped here.
   */
  record Published(String grid, int areas, int admm, int atc, int app) {}

  static final List<Published> TABLE =
      List.of(
          new Published("14", 2, 15, 45, 21),
          new Published("30", 3, 21, 45, 20),
          new Published("300", 4, 26, 58, 36));

  private final BiFunction<String, DcModel, Reference> references;
  private final Consumer<String> progress;

  LooseStops(BiFunction<String, DcModel, Reference> references, Consumer<String> progress) {
    this.references = references;
    this.progress = progress;
  }

  void write(PrintWriter out, List<Published> lines) {
    var table =
        new MarkdownTable(
            out,
            List.of(
                "loose stop: case",
                "regions",
                "rounds",
                "mismatch then",
                "cost error then",
                "interior point's iterations",
                "PowerModelsADA's ADMM",
                "its ATC",
                "its APP",
                "note"));
    for (Published published : lines) {
      table.row(row(published));
    }
  }

  private List<String> row(Published published) {
    Reference reference = references.apply(published.grid(), DcModel.POWERMODELS);
    RegionPlan plan = RegionPlan.of(reference.network(), published.areas());
    progress.accept("ADMM on " + published.grid());
    Journey journey =
        Journey.of(plan, reference.curves(), ClearingParameters.of(ClearingMethod.ADMM));
    OptionalInt stop =
        journey.firstRound(
            round ->
                journey.mismatch(round) <= MISMATCH
                    && costError(reference, journey, round) <= NEAR_COST);
    String rounds = Cells.NONE;
    String mismatch = Cells.NONE;
    String costError = Cells.NONE;
    String note = "";
    if (stop.isPresent()) {
      rounds = Cells.count(stop.getAsInt() + 1);
      mismatch = Cells.small(Optional.of(journey.mismatch(stop.getAsInt())));
      costError = Cells.small(Optional.of(costError(reference, journey, stop.getAsInt())));
    } else if (journey.outcome() instanceof ClearingOutcome.Cleared) {
      rounds = Cells.count(journey.rounds());
      note = "polish ended it at the optimum, before it was that near";
    } else {
      note = "not within " + Cells.count(journey.rounds()) + " rounds";
    }
    return List.of(
        published.grid(),
        Cells.count(published.areas()),
        rounds,
        mismatch,
        costError,
        iterations(reference, plan),
        Cells.count(published.admm()),
        Cells.count(published.atc()),
        Cells.count(published.app()),
        note);
  }

  /** Until every price is near the central one, which is stricter than the stop above. */
  private static String iterations(Reference reference, RegionPlan plan) {
    Journey journey =
        Journey.of(plan, reference.curves(), ClearingParameters.of(ClearingMethod.INTERIOR_POINT));
    OptionalInt near =
        journey.holdsFrom(
            step ->
                reference.priceError(journey.usdPerMwh(step)).orElse(Double.NaN)
                    <= InteriorStops.NEAR);
    return near.isPresent()
        ? Cells.count(journey.effort(near.getAsInt()).iterations())
        : Cells.NONE;
  }

  private static double costError(Reference reference, Journey journey, int round) {
    return reference
        .costError(reference.costUsdPerHour(journey.injectionMw(round)))
        .orElse(Double.NaN);
  }
}
