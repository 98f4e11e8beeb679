package io.wattmesh.load.clearing;

import io.wattmesh.load.clearing.Reference.Solve;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A clearing as cells of the table, and as JSON. */
final class RowCells {
  static final List<String> HEADS =
      List.of(
          "case",
          "buses",
          "DC",
          "regions",
          "depth",
          "method",
          "rounds",
          "iterations",
          "hops, star",
          "hops, tree",
          "messages",
          "bytes",
          "wall s",
          "CPU s",
          "check ms",
          "LMP error",
          "open",
          "cost error",
          "gap",
          "ojAlgo s",
          "HiGHS s",
          "note");

  /** Cells from the rounds to the check. */
  private static final int CELLS_OF_EFFORT = 9;

  private RowCells() {}

  static List<String> of(ClearingRow row) {
    var cells = new ArrayList<String>();
    cells.add(row.grid());
    cells.add(Cells.count(row.buses()));
    cells.add(row.dcModel().name().toLowerCase(Locale.ROOT));
    cells.add(Cells.count(row.regions()));
    cells.add(Cells.count(row.depth()));
    cells.add(row.method().optionName());
    cells.addAll(
        row.figures()
            .map(RowCells::effort)
            .orElseGet(() -> Collections.nCopies(CELLS_OF_EFFORT, Cells.NONE)));
    cells.add(Cells.small(row.figures().flatMap(ClearingRow.Figures::priceError)));
    cells.add(row.reference().open().map(open -> Cells.count(open.size())).orElse("?"));
    cells.add(Cells.small(row.figures().flatMap(ClearingRow.Figures::costError)));
    cells.add(Cells.small(row.figures().flatMap(ClearingRow.Figures::relativeGap)));
    cells.add(central(row, CentralSolver.OJALGO));
    cells.add(central(row, CentralSolver.HIGHS));
    cells.add(brief(row.note()));
    return cells;
  }

  private static List<String> effort(ClearingRow.Figures figures) {
    return List.of(
        Cells.count(figures.rounds()),
        Cells.count(figures.iterations()),
        Cells.count(figures.hopsOfStar()),
        Cells.count(figures.hopsOfTree()),
        Cells.count(figures.messages()),
        Cells.count(figures.bytes()),
        Cells.seconds(figures.seconds()),
        Cells.seconds(figures.cpuSeconds()),
        Cells.millis(figures.checkMillis()));
  }

  /** Wall time of an optimum; what a failure took in brackets. */
  private static String central(ClearingRow row, CentralSolver solver) {
    return Optional.ofNullable(row.reference().solves().get(solver))
        .map(
            solve ->
                solve.optimum().isPresent()
                    ? Cells.seconds(solve.seconds())
                    : "(" + Cells.seconds(solve.seconds()) + ")")
        .orElse(Cells.NONE);
  }

  /** The reason, without what is advised against it. */
  private static String brief(String note) {
    int advice = note.indexOf(';');
    return advice < 0 ? note : note.substring(0, advice);
  }

  /** Everything that the cells have, unrounded, and why solvers failed. */
  static Map<String, Object> toJson(ClearingRow row) {
    var json = new LinkedHashMap<String, Object>();
    json.put("case", row.grid());
    json.put("buses", row.buses());
    json.put("dcModel", row.dcModel().name().toLowerCase(Locale.ROOT));
    json.put("regions", row.regions());
    json.put("treeDepth", row.depth());
    json.put("method", row.method().optionName());
    row.figures().ifPresent(figures -> putFigures(json, figures));
    row.reference().open().ifPresent(open -> json.put("busesWithOpenPrices", open));
    var central = new LinkedHashMap<String, Object>();
    row.reference()
        .solves()
        .forEach((solver, solve) -> central.put(solver.label(), toJson(row.reference(), solve)));
    json.put("central", central);
    json.put("note", row.note());
    return json;
  }

  private static void putFigures(Map<String, Object> json, ClearingRow.Figures figures) {
    json.put("rounds", figures.rounds());
    json.put("iterations", figures.iterations());
    json.put("hopsOfStar", figures.hopsOfStar());
    json.put("hops", figures.hopsOfTree());
    json.put("messages", figures.messages());
    json.put("bytes", figures.bytes());
    json.put("seconds", figures.seconds());
    json.put("cpuSeconds", figures.cpuSeconds());
    json.put("checkMillis", figures.checkMillis());
    figures.priceError().ifPresent(error -> json.put("maxLmpError", error));
    figures.costError().ifPresent(error -> json.put("relativeCostError", error));
    figures.relativeGap().ifPresent(gap -> json.put("relativeGap", gap));
  }

  private static Map<String, Object> toJson(Reference reference, Solve solve) {
    var json = new LinkedHashMap<String, Object>();
    json.put("seconds", solve.seconds());
    json.put("cpuSeconds", solve.cpuSeconds());
    solve.optimum().ifPresent(found -> json.put("objective", reference.costUsdPerHour(found)));
    if (solve.optimum().isEmpty()) {
      json.put("failure", solve.failure());
    }
    return json;
  }
}
