package io.wattmesh.grid.clearing.region;

import io.wattmesh.grid.clearing.ClearingParameters;
import io.wattmesh.grid.clearing.active.ActiveSet;
import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.model.KktPoint;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.clearing.tree.TreeSolver;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;

/**
 * Chooses among equal optima by the published rules: first shares of tied steps, then prices.
 *
 * <p>Each rule is a market of its own on the same network ({@link ShareProblem}, {@link
 * PriceProblem}), solved by the same polish and, where that does not settle, the same
 * interior-point method. The shares proven must fit the prices chosen, so both are repeated while
 * the one changes what the other leaves open.
 *
 * <pre>
 *   shares -> prices -> same problem as before? done | shares again (a few times) | fail
 * </pre>
 */
final class ChoicePhase {
  private static final int MOST_TURNS = 4;
  private static final int CORRECTIONS = 6;

  /** $/MWh that sharpening may move a price by, and after attempts that were less exact. */
  private static final double MOST_SHARPENING = 1e-7;

  private static final double MOST_SHARPENING_OF_PATIENCE = 5e-5;

  /**
   * Tried one after the other: where limits bind that are almost the same limit, slopes near one
   * need lines held much harder than prices do. But the harder, the less exact are the duals that
   * prove the shares, so the hardest comes last.
   */
  private static final List<PolishPhase.Tolerances> OF_SHARES =
      List.of(
          new PolishPhase.Tolerances(1e-9, 1e-10, 1e-6, 1e-7, 8),
          new PolishPhase.Tolerances(1e-9, 1e-10, 1e-6, 1e-9, 60),
          new PolishPhase.Tolerances(1e-9, 1e-10, 1e-6, 1e-11, 24));

  /** What flows is a proof alone; this much of it moves no price by 1e-4 $/MWh. */
  private static final List<PolishPhase.Tolerances> OF_PRICES =
      List.of(
          new PolishPhase.Tolerances(2e-8, 1e-8, 1e-2, 1e-7, 8),
          new PolishPhase.Tolerances(5e-7, 1e-6, 1e-4, 1e-11, 24),
          new PolishPhase.Tolerances(5e-7, 1e-6, 1e-3, 1e-9, 60));

  private final RegionModel market;
  private final TreeSolver solver;
  private final Collectives collectives;
  private final BorderAlignment borders;
  private final ClearingParameters parameters;
  private final IntToDoubleFunction reference;
  private final PolishPhase last;
  private final KktPoint point;
  private final KktPoint shares;
  private final KktPoint pulls;
  private Consumer<Boolean> then = chosen -> {};
  private boolean exact;
  private int turns;

  ChoicePhase(
      RegionModel market,
      TreeSolver solver,
      Collectives collectives,
      BorderAlignment borders,
      ClearingParameters parameters,
      IntToDoubleFunction reference) {
    this.market = market;
    this.solver = solver;
    this.collectives = collectives;
    this.borders = borders;
    this.parameters = parameters;
    this.reference = reference;
    last =
        new PolishPhase(
            market,
            solver,
            borders,
            PolishPhase.Tolerances.OF_MARKET,
            parameters.polishCorrections());
    point = new KktPoint(market);
    shares = new KktPoint(market);
    pulls = new KktPoint(market);
  }

  /** The optimum chosen. */
  KktPoint point() {
    return point;
  }

  /** The share problem's solution: its prices and duals prove the shares. */
  KktPoint shares() {
    return shares;
  }

  /** The price problem's solution: its angles prove the prices. */
  KktPoint pulls() {
    return pulls;
  }

  /** Moves from an optimum to the one of the rules; tells whether that succeeded. */
  void choose(KktPoint optimum, Consumer<Boolean> whenDone) {
    then = whenDone;
    point.copyFrom(optimum);
    turns = 0;
    chooseShares(new ShareProblem(market, point));
  }

  private void chooseShares(ShareProblem problem) {
    turns++;
    solve(
        problem.model,
        problem.start(),
        problem::guess,
        OF_SHARES,
        solution -> {
          shares.copyFrom(solution);
          System.arraycopy(solution.angle, 0, point.angle, 0, point.angle.length);
          System.arraycopy(solution.injection, 0, point.injection, 0, point.injection.length);
          choosePrices(problem, new PriceProblem(market, point, reference));
        });
  }

  private void choosePrices(ShareProblem before, PriceProblem problem) {
    solve(
        problem.model,
        problem.start(),
        problem::guess,
        OF_PRICES,
        solution -> {
          pulls.copyFrom(solution);
          takePrices(solution);
          sharpen(before, problem);
        });
  }

  /**
   * The prices once more, as the market's own equations give them, which is more exact. Where those
   * leave something open, they would lead elsewhere; then the prices stay as they are.
   */
  private void sharpen(ShareProblem shareProblem, PriceProblem priceProblem) {
    priceProblem.guessMarket(market, point, pulls, last.guess());
    last.attempt(
        point,
        accepted -> {
          if (accepted) {
            takeIfNear(shareProblem);
          } else {
            compare(shareProblem);
          }
        });
  }

  private void takeIfNear(ShareProblem shareProblem) {
    double far = 0;
    double most = exact ? MOST_SHARPENING : MOST_SHARPENING_OF_PATIENCE;
    for (int i = 0; i < market.own; i++) {
      far += Math.abs(last.point().price[i] - point.price[i]) > most ? 1 : 0;
    }
    collectives.tree(
        new SumTask(
            new double[] {far},
            new double[0],
            up -> {
              Decision decision = up.sums()[0] == 0 ? Decision.ACCEPT : Decision.RESUME;
              return new DecisionDown(up.step(), decision, new double[0]);
            },
            message -> {
              if (message.decision() == Decision.ACCEPT) {
                takePrices(last.point());
              }
              compare(shareProblem);
            }));
  }

  private void takePrices(KktPoint from) {
    System.arraycopy(from.price, 0, point.price, 0, point.price.length);
    System.arraycopy(from.lineDual, 0, point.lineDual, 0, point.lineDual.length);
  }

  private void compare(ShareProblem before) {
    ShareProblem after = new ShareProblem(market, point);
    collectives.tree(
        new SumTask(
            new double[] {before.sameAs(after) ? 0 : 1},
            new double[0],
            up -> {
              boolean again = up.sums()[0] > 0 && turns < MOST_TURNS;
              boolean done = up.sums()[0] == 0;
              Decision decision = again ? Decision.REFINE : done ? Decision.ACCEPT : Decision.FAIL;
              return new DecisionDown(up.step(), decision, new double[0]);
            },
            message -> {
              if (message.decision() == Decision.REFINE) {
                chooseShares(after);
              } else {
                then.accept(message.decision() == Decision.ACCEPT);
              }
            }));
  }

  private void solve(
      RegionModel model,
      KktPoint start,
      Consumer<ActiveSet> guess,
      List<PolishPhase.Tolerances> tolerances,
      Consumer<KktPoint> done) {
    TreeSolver modelSolver = solver.withModel(model);
    PolishLadder polish = new PolishLadder(model, modelSolver, borders, tolerances, CORRECTIONS);
    Consumer<KktPoint> note =
        solution -> {
          exact = polish.endedOnFirstRung();
          done.accept(solution);
        };
    polish.climb(start, guess, note, () -> solveAfresh(model, modelSolver, start, polish, note));
  }

  private void solveAfresh(
      RegionModel model,
      TreeSolver modelSolver,
      KktPoint start,
      PolishLadder polish,
      Consumer<KktPoint> done) {
    InteriorPhase interior =
        new InteriorPhase(model, modelSolver, collectives, parameters.maxIterations());
    interior.start(start);
    iterate(interior, polish, done);
  }

  private void iterate(InteriorPhase interior, PolishLadder polish, Consumer<KktPoint> done) {
    interior.run(
        message -> {
          if (message.decision() == Decision.FAIL) {
            then.accept(false);
          } else {
            polish.climb(
                interior.point(), interior::classify, done, () -> iterate(interior, polish, done));
          }
        });
  }
}
