package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.partition.RegionPlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * ADMM rounds until PowerModelsADA would stop: both sides of all tie lines agree to 0.01, flows in
 * per unit and angles in rad, as one norm over all; and the cost is within 1% of the central one.
 */
final class LooseStops {
  private static final double MISMATCH = 0.01;
  private static final double NEAR_COST = 0.01;

  /**
   * A line of PowerModelsADA's table "DC Approximation", docs/src/comparison.md at commit 249beb97,
   * of the grids that are shipped here.
   */
  private record Published(String grid, int areas, int admm, int atc, int app) {}

  private static final List<Published> TABLE =
      List.of(
          new Published("14", 2, 14, 34, 20),
          new Published("30", 3, 21, 45, 35),
          new Published("300", 4, 37, 59, 35));

  private final BiFunction<String, DcModel, Reference> references;
  private final Consumer<String> progress;

  LooseStops(BiFunction<String, DcModel, Reference> references, Consumer<String> progress) {
    this.references = references;
    this.progress = progress;
  }

  void write(PrintWriter out) {
    var table =
        new MarkdownTable(
            out,
            List.of(
                "loose stop: case",
                "regions",
                "rounds",
                "mismatch then",
                "cost error then",
                "PowerModelsADA's ADMM",
                "its ATC",
                "its APP",
                "note"));
    for (Published published : TABLE) {
      table.row(row(published));
    }
  }

  private List<String> row(Published published) {
    Reference reference = references.apply(published.grid(), DcModel.POWERMODELS);
    RegionPlan plan = RegionPlan.of(reference.network(), published.areas());
    progress.accept("ADMM on " + published.grid());
    Journey journey = Journey.of(plan, reference.curves(), ClearingMethod.ADMM);
    OptionalInt stop =
        journey.firstRound(
            round ->
                journey.mismatch(round) <= MISMATCH
                    && costError(reference, journey, round) <= NEAR_COST);
    return List.of(
        published.grid(),
        Cells.count(published.areas()),
        stop.isPresent() ? Cells.count(stop.getAsInt() + 1) : Cells.NONE,
        stop.isPresent() ? "%.1e".formatted(journey.mismatch(stop.getAsInt())) : Cells.NONE,
        stop.isPresent()
            ? "%.1e".formatted(costError(reference, journey, stop.getAsInt()))
            : Cells.NONE,
        Cells.count(published.admm()),
        Cells.count(published.atc()),
        Cells.count(published.app()),
        stop.isPresent() ? "" : "not within " + Cells.count(journey.rounds()) + " rounds");
  }

  private static double costError(Reference reference, Journey journey, int round) {
    return reference
        .costError(reference.costUsdPerHour(journey.injectionMw(round)))
        .orElse(Double.NaN);
  }
}
