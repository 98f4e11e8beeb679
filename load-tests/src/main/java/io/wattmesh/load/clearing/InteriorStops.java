package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingEffort;
import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.partition.RegionPlan;
import io.wattmesh.load.MarkdownTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Message hops of the interior point until its prices are near enough to the central ones. */
final class InteriorStops {
  /** $/MWh. */
  static final double NEAR = 0.01;

  private static final int REGIONS = 4;

  /** Those that are asked for. */
  static final List<String> GRIDS = List.of("118", "300", "1354_pegase");

  private final BiFunction<String, DcModel, Reference> references;
  private final Consumer<String> progress;

  InteriorStops(BiFunction<String, DcModel, Reference> references, Consumer<String> progress) {
    this.references = references;
    this.progress = progress;
  }

  void write(PrintWriter out, List<String> grids) {
    var table =
        new MarkdownTable(
            out,
            List.of(
                "interior point: case",
                "DC",
                "regions",
                "depth",
                "iterations to 0.01 $/MWh",
                "hops, star",
                "hops, tree",
                "hops to the end, star",
                "open",
                "note"));
    for (String grid : grids) {
      for (DcModel dcModel : DcModel.values()) {
        table.row(row(references.apply(grid, dcModel)));
      }
    }
  }

  private List<String> row(Reference reference) {
    RegionPlan plan = RegionPlan.of(reference.network(), REGIONS);
    progress.accept("interior point on " + reference.grid().name());
    Journey journey =
        Journey.of(plan, reference.curves(), ClearingParameters.of(ClearingMethod.INTERIOR_POINT));
    OptionalInt near =
        journey.holdsFrom(
            step -> reference.priceError(journey.usdPerMwh(step)).orElse(Double.NaN) <= NEAR);
    var cells = new ArrayList<String>();
    cells.add(reference.grid().name());
    cells.add(reference.dcModel().name().toLowerCase(Locale.ROOT));
    cells.add(Cells.count(REGIONS));
    cells.add(Cells.count(plan.depth()));
    if (near.isPresent()) {
      ClearingEffort effort = journey.effort(near.getAsInt());
      cells.add(Cells.count(effort.iterations()));
      cells.add(Cells.count(effort.hops(1)));
      cells.add(Cells.count(effort.hops(plan.depth())));
    } else {
      cells.addAll(List.of(Cells.NONE, Cells.NONE, Cells.NONE));
    }
    cells.add(Cells.count(journey.outcome().effort().hops(1)));
    cells.add(reference.open().map(open -> Cells.count(open.size())).orElse("?"));
    cells.add(note(reference, journey, near));
    return cells;
  }

  private static String note(Reference reference, Journey journey, OptionalInt near) {
    if (reference.any().isEmpty()) {
      return "no central prices: " + reference.solves().get(CentralSolver.HIGHS).failure();
    }
    if (near.isEmpty()) {
      return "never that near";
    }
    return near.getAsInt() == journey.steps() - 1 ? "by polish" : "";
  }
}
