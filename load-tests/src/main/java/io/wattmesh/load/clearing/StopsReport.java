package io.wattmesh.load.clearing;

import io.wattmesh.grid.network.DcModel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** How early the methods would do by looser stops, in three tables; without actors. */
final class StopsReport {
  private final PrintWriter out;
  private final PrintWriter progress;
  private final Duration limit;

  /**
   * @param limit for each program of a central solver
   */
  StopsReport(PrintWriter out, PrintWriter progress, Duration limit) {
    this.out = out;
    this.progress = progress;
    this.limit = limit;
  }

  void write() {
    new InteriorStops(this::reference, this::tell).write(out, InteriorStops.GRIDS);
    out.println();
    new ElasticStops(this::tell).write(out, ElasticStops.GRIDS, ElasticStops.SEEDS);
    out.println();
    new LooseStops(this::reference, this::tell).write(out, LooseStops.TABLE);
  }

  private Reference reference(String grid, DcModel dcModel) {
    tell("central solve of " + grid);
    Set<CentralSolver> highs = EnumSet.of(CentralSolver.HIGHS);
    return Reference.solve(ReferenceCase.named(grid).orElseThrow(), dcModel, highs, limit);
  }

  private void tell(String what) {
    progress.println("clearing-table: " + what);
    progress.flush();
  }
}
