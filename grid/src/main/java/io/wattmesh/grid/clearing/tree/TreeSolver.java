package io.wattmesh.grid.clearing.tree;

import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.SumTask;
import io.wattmesh.grid.clearing.collective.TreeTask;
import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.message.Decision;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.RightHandSideUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SchurUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SolutionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.partition.TreePosition;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One region's part in solving the shared equations, for one or several right-hand sides at once.
 *
 * <p>Vertices are the model's buses, then separator buses of children that the model does not know.
 * A failed pivot shows as a step of not-a-number, which no caller accepts.
 */
public final class TreeSolver {
  private static final double[] NOTHING = {};
  private static final int[] NO_BUSES = {};

  private final Front front;
  private final Collectives collectives;
  private final KktEquations equations;
  private final PairLdl factors;

  /** For a region's model and its place in the tree. */
  public TreeSolver(RegionModel model, TreePosition tree, Collectives collectives) {
    this.front = new Front(model, tree);
    this.collectives = collectives;
    this.equations = KktEquations.shared(model);
    this.factors = front.factors();
  }

  private TreeSolver(TreeSolver other, RegionModel model) {
    this.front = other.front;
    this.collectives = other.collectives;
    this.factors = other.factors;
    this.equations = KktEquations.shared(model);
  }

  /** A solver for another market on the same buses and lines; the two share their factors' room. */
  public TreeSolver withModel(RegionModel model) {
    return new TreeSolver(this, model);
  }

  /** The equations that this solver solves. */
  public KktEquations equations() {
    return equations;
  }

  /**
   * Factors the network's matrix and solves.
   *
   * @param linear the region's linear answers
   * @param rightHandSides the region's share of each right-hand side, 2 entries a bus of the model
   * @param then receives the solutions, whose first entries are those of the model's buses
   */
  public void factorAndSolve(
      Linearisation linear, double[][] rightHandSides, Consumer<double[][]> then) {
    factors.clear();
    front.assembleUnused(factors);
    equations.assemble(factors, linear);
    collectives.tree(
        new Pass(
            true,
            rightHandSides,
            new SumTask(NOTHING, NOTHING, TreeSolver::goOn, decision -> {}),
            (decision, solutions) -> then.accept(solutions)));
  }

  /** Solves for a further right-hand side with the factors of the last time. */
  public void solveAgain(double[] rightHandSide, Consumer<double[]> then) {
    solveAndDecide(
        rightHandSide,
        NOTHING,
        NOTHING,
        TreeSolver::goOn,
        (decision, solution) -> then.accept(solution));
  }

  private static DecisionDown goOn(SumsUp sums) {
    return new DecisionDown(sums.step(), Decision.ADVANCE, NOTHING);
  }

  /**
   * Solves for a further right-hand side, and lets the root decide from sums that travel with it.
   *
   * @param then receives the decision, which came down with the solution
   */
  public void solveAndDecide(
      double[] rightHandSide,
      double[] sums,
      double[] minima,
      Function<SumsUp, DecisionDown> decide,
      BiConsumer<DecisionDown, double[]> then) {
    collectives.tree(
        new Pass(
            false,
            new double[][] {rightHandSide},
            new SumTask(sums, minima, decide, decision -> {}),
            (decision, solutions) -> then.accept(decision, solutions[0])));
  }

  /** One pass up and down: elimination and sums up, decision and solutions down. */
  private final class Pass implements TreeTask {
    private final boolean factor;
    private final double[][] columns;
    private final SumTask vote;
    private final BiConsumer<DecisionDown, double[][]> then;

    Pass(
        boolean factor,
        double[][] rightHandSides,
        SumTask vote,
        BiConsumer<DecisionDown, double[][]> then) {
      this.factor = factor;
      this.columns = new double[rightHandSides.length][2 * front.size];
      this.vote = vote;
      this.then = then;
      for (int c = 0; c < columns.length; c++) {
        System.arraycopy(rightHandSides[c], 0, columns[c], 0, rightHandSides[c].length);
      }
    }

    @Override
    public RegionMessage up(int stamp, List<RegionMessage> fromChildren) {
      for (int c = 0; c < fromChildren.size(); c++) {
        takeIn(front.childVertices[c], fromChildren.get(c));
      }
      boolean sound = !factor || factors.factor();
      for (double[] column : columns) {
        factors.reduce(column);
        if (!sound) {
          Arrays.fill(column, Double.NaN);
        }
      }
      double[] reduced = take(front.separatorVertices);
      return factor
          ? new SchurUp(
              stamp, front.separatorBuses, factors.schur(front.separatorVertices), reduced)
          : new RightHandSideUp(stamp, front.separatorBuses, reduced, vote.sums(), vote.minima());
    }

    private void takeIn(int[] at, RegionMessage child) {
      if (child instanceof SchurUp schur) {
        addMatrix(at, schur.matrix());
        addRightHandSide(at, schur.rightHandSide());
      } else {
        RightHandSideUp further = (RightHandSideUp) child;
        addRightHandSide(at, further.rightHandSide());
        vote.takeIn(further.sums(), further.minima());
      }
    }

    @Override
    public RegionMessage turn(RegionMessage up) {
      DecisionDown decision = vote.decide(up.step());
      return new SolutionDown(up.step(), decision.decision(), decision.values(), NO_BUSES, NOTHING);
    }

    @Override
    public RegionMessage down(RegionMessage fromParent, int child) {
      SolutionDown message = (SolutionDown) fromParent;
      if (child == 0) {
        expand(message);
      }
      return new SolutionDown(
          message.step(),
          message.decision(),
          message.decisionValues(),
          front.childBuses[child],
          take(front.childVertices[child]));
    }

    @Override
    public void done(RegionMessage fromParent) {
      SolutionDown message = (SolutionDown) fromParent;
      if (front.childVertices.length == 0) {
        expand(message);
      }
      then.accept(
          new DecisionDown(message.step(), message.decision(), message.decisionValues()), columns);
    }

    private void expand(SolutionDown solution) {
      int[] at = front.separatorVertices;
      for (int c = 0; c < columns.length; c++) {
        for (int i = 0; i < at.length; i++) {
          int from = 2 * (c * at.length + i);
          columns[c][2 * at[i]] = solution.values()[from];
          columns[c][2 * at[i] + 1] = solution.values()[from + 1];
        }
        factors.expand(columns[c]);
      }
    }

    private void addRightHandSide(int[] at, double[] values) {
      for (int c = 0; c < columns.length; c++) {
        for (int i = 0; i < at.length; i++) {
          int from = 2 * (c * at.length + i);
          columns[c][2 * at[i]] += values[from];
          columns[c][2 * at[i] + 1] += values[from + 1];
        }
      }
    }

    /** The entries of some vertices, column after column. */
    private double[] take(int[] at) {
      double[] values = new double[2 * at.length * columns.length];
      for (int c = 0; c < columns.length; c++) {
        for (int i = 0; i < at.length; i++) {
          int to = 2 * (c * at.length + i);
          values[to] = columns[c][2 * at[i]];
          values[to + 1] = columns[c][2 * at[i] + 1];
        }
      }
      return values;
    }
  }

  private void addMatrix(int[] at, double[] dense) {
    int width = 2 * at.length;
    for (int i = 0; i < at.length; i++) {
      int row = 2 * i * width;
      int d = row + 2 * i;
      factors.addDiagonal(at[i], dense[d], dense[d + 1], dense[d + width + 1]);
      for (int j = 0; j < i; j++) {
        int o = row + 2 * j;
        factors.add(at[i], at[j], dense[o], dense[o + 1], dense[o + width], dense[o + width + 1]);
      }
    }
  }
}
