package io.wattmesh.grid.clearing.tree;

import io.wattmesh.grid.clearing.collective.Collectives;
import io.wattmesh.grid.clearing.collective.TreeTask;
import io.wattmesh.grid.clearing.linear.PairLdl;
import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.RightHandSideUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SchurUp;
import io.wattmesh.grid.clearing.message.RegionMessage.SolutionDown;
import io.wattmesh.grid.clearing.model.KktEquations;
import io.wattmesh.grid.clearing.model.Linearisation;
import io.wattmesh.grid.clearing.model.RegionModel;
import io.wattmesh.grid.partition.TreePosition;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * One region's part in solving the shared equations.
 *
 * <p>Vertices are the model's buses, then separator buses of children that the model does not know.
 * A failed pivot shows as a step of not-a-number, which no caller accepts.
 */
public final class TreeSolver {
  private final Front front;
  private final Collectives collectives;
  private final KktEquations equations;
  private final PairLdl factors;
  private final double[] step;

  /** For a region's model and its place in the tree. */
  public TreeSolver(RegionModel model, TreePosition tree, Collectives collectives) {
    this.front = new Front(model, tree);
    this.collectives = collectives;
    this.equations = KktEquations.shared(model);
    this.factors = front.factors();
    this.step = new double[2 * front.size];
  }

  /** The equations that this solver solves. */
  public KktEquations equations() {
    return equations;
  }

  /**
   * Factors the network's matrix and solves for a right-hand side.
   *
   * @param linear the region's linear answers
   * @param rightHandSide the region's share, 2 entries a bus of the model
   * @param then receives the solution on the model's buses; the array is reused by the next solve
   */
  public void factorAndSolve(
      Linearisation linear, double[] rightHandSide, Consumer<double[]> then) {
    load(rightHandSide);
    factors.clear();
    front.assembleUnused(factors);
    equations.assemble(factors, linear);
    collectives.tree(new Pass(true, then));
  }

  /** Solves for a further right-hand side with the factors of the last time. */
  public void solveAgain(double[] rightHandSide, Consumer<double[]> then) {
    load(rightHandSide);
    collectives.tree(new Pass(false, then));
  }

  private void load(double[] rightHandSide) {
    Arrays.fill(step, 0);
    System.arraycopy(rightHandSide, 0, step, 0, rightHandSide.length);
  }

  private final class Pass implements TreeTask {
    private final boolean factor;
    private final Consumer<double[]> then;

    Pass(boolean factor, Consumer<double[]> then) {
      this.factor = factor;
      this.then = then;
    }

    @Override
    public RegionMessage up(int stamp, List<RegionMessage> fromChildren) {
      for (int c = 0; c < fromChildren.size(); c++) {
        int[] at = front.childVertices[c];
        if (fromChildren.get(c) instanceof SchurUp schur) {
          addMatrix(at, schur.matrix());
          addRightHandSide(at, schur.rightHandSide());
        } else if (fromChildren.get(c) instanceof RightHandSideUp further) {
          addRightHandSide(at, further.rightHandSide());
        }
      }
      boolean sound = !factor || factors.factor();
      factors.reduce(step);
      if (!sound) {
        Arrays.fill(step, Double.NaN);
      }
      double[] reduced = take(front.separatorVertices);
      return factor
          ? new SchurUp(
              stamp, front.separatorBuses, factors.schur(front.separatorVertices), reduced)
          : new RightHandSideUp(stamp, front.separatorBuses, reduced);
    }

    @Override
    public RegionMessage turn(RegionMessage up) {
      return new SolutionDown(up.step(), new int[0], new double[0]);
    }

    @Override
    public RegionMessage down(RegionMessage fromParent, int child) {
      if (child == 0) {
        expand((SolutionDown) fromParent);
      }
      return new SolutionDown(
          fromParent.step(), front.childBuses[child], take(front.childVertices[child]));
    }

    @Override
    public void done(RegionMessage fromParent) {
      if (front.childVertices.length == 0) {
        expand((SolutionDown) fromParent);
      }
      then.accept(step);
    }

    private void expand(SolutionDown solution) {
      int[] at = front.separatorVertices;
      for (int i = 0; i < at.length; i++) {
        step[2 * at[i]] = solution.values()[2 * i];
        step[2 * at[i] + 1] = solution.values()[2 * i + 1];
      }
      factors.expand(step);
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

  private void addRightHandSide(int[] at, double[] values) {
    for (int i = 0; i < at.length; i++) {
      step[2 * at[i]] += values[2 * i];
      step[2 * at[i] + 1] += values[2 * i + 1];
    }
  }

  private double[] take(int[] at) {
    double[] values = new double[2 * at.length];
    for (int i = 0; i < at.length; i++) {
      values[2 * i] = step[2 * at[i]];
      values[2 * i + 1] = step[2 * at[i] + 1];
    }
    return values;
  }
}
