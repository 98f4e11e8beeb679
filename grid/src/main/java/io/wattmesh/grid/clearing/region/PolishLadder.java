package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import java.util.List;
import java.util.function.Consumer;

/**
 * Polishing attempts from one guess, one after the other: cheap ones first, then those whose linear
 * systems hold limits harder and may be refined more often. All accept exact points alone.
 */
final class PolishLadder {
  private final List<PolishPhase> rungs;
  private int attempts;
  private int lastRung;

  PolishLadder(
      RegionModel model,
      TreeSolver solver,
      BorderAlignment borders,
      List<PolishPhase.Tolerances> tolerances,
      int maxCorrections) {
    rungs =
        tolerances.stream()
            .map(t -> new PolishPhase(model, solver, borders, t, maxCorrections))
            .toList();
  }

  /** Whether the last point was accepted by the first and most exact of the attempts. */
  boolean endedOnFirstRung() {
    return lastRung == 0;
  }

  int attempts() {
    return attempts;
  }

  /**
   * Climbs until a point is accepted.
   *
   * @param guess fills the guess that every attempt starts from
   * @param accepted receives the point
   * @param otherwise runs if no attempt ends
   */
  void climb(
      KktPoint from, Consumer<ActiveSet> guess, Consumer<KktPoint> accepted, Runnable otherwise) {
    climb(0, rungs.size(), from, guess, accepted, otherwise);
  }

  /** The cheapest attempt alone. */
  void tryOnce(
      KktPoint from, Consumer<ActiveSet> guess, Consumer<KktPoint> accepted, Runnable otherwise) {
    climb(0, 1, from, guess, accepted, otherwise);
  }

  private void climb(
      int rung,
      int end,
      KktPoint from,
      Consumer<ActiveSet> guess,
      Consumer<KktPoint> accepted,
      Runnable otherwise) {
    if (rung == end) {
      otherwise.run();
      return;
    }
    attempts++;
    lastRung = rung;
    PolishPhase polish = rungs.get(rung);
    guess.accept(polish.guess());
    polish.attempt(
        from,
        exact -> {
          if (exact) {
            accepted.accept(polish.point());
          } else {
            climb(rung + 1, end, from, guess, accepted, otherwise);
          }
        });
  }
}
