package io.wattmesh.load.clearing;

import io.wattmesh.grid.clearing.ClearingMethod;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.load.MarkdownTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Clears what the plan says, row by row. */
final class ClearingTable {
  private static final Duration WARM_UP = Duration.ofMinutes(1);

  private final TablePlan plan;
  private final PrintWriter progress;
  private final List<Map<String, Object>> json = new ArrayList<>();

  ClearingTable(TablePlan plan, PrintWriter progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Writes the table as its rows come and returns the rows as JSON. */
  List<Map<String, Object>> write(PrintWriter out) {
    warmUp();
    MarkdownTable table = new MarkdownTable(out, RowCells.HEADS);
    for (ReferenceCase grid : plan.cases()) {
      for (DcModel dcModel : plan.dcModels()) {
        tell("central solves of " + grid.name() + ", " + dcModel.name().toLowerCase(Locale.ROOT));
        Reference reference = Reference.solve(grid, dcModel, plan.solvers(), plan.limit());
        reference
            .solves()
            .forEach(
                (solver, solve) -> {
                  if (solve.optimum().isEmpty()) {
                    tell(solver.label() + " has no optimum: " + solve.failure());
                  }
                });
        clear(reference, table);
      }
    }
    return json;
  }

  private void warmUp() {
    tell("one clearing of case 30 to warm up, which is not in the table");
    ReferenceCase small = ReferenceCase.named("30").orElseThrow();
    Reference reference = Reference.solve(small, DcModel.MATPOWER, plan.solvers(), plan.limit());
    RowMaker.clear(reference, 2, ClearingMethod.AUTO, WARM_UP);
  }

  private void clear(Reference reference, MarkdownTable table) {
    int buses = reference.network().buses().size();
    for (int regions : plan.regions()) {
      if (!plan.makesSense(regions, buses)) {
        continue;
      }
      for (ClearingMethod method : plan.methods()) {
        tell("%s, %d regions, %s".formatted(reference.grid().name(), regions, method.optionName()));
        ClearingRow row = RowMaker.clear(reference, regions, method, plan.patience());
        table.row(RowCells.of(row));
        json.add(RowCells.toJson(row));
      }
    }
  }

  private void tell(String what) {
    progress.println("clearing-table: " + what);
    progress.flush();
  }
}
