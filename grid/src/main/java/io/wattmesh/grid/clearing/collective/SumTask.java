package io.wattmesh.grid.clearing.collective;

import io.wattmesh.grid.clearing.message.RegionMessage;
import io.wattmesh.grid.clearing.message.RegionMessage.DecisionDown;
import io.wattmesh.grid.clearing.message.RegionMessage.SumsUp;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Sums and minima go up the tree, the root's decision comes down. */
public final class SumTask implements TreeTask {
  private final double[] sums;
  private final double[] minima;
  private final Function<SumsUp, DecisionDown> decide;
  private final Consumer<DecisionDown> then;

  /**
   * @param sums the region's own part of each sum; the array is used up
   * @param minima the region's own part of each minimum; the array is used up
   * @param decide asked at the root alone
   * @param then told the decision everywhere
   */
  public SumTask(
      double[] sums,
      double[] minima,
      Function<SumsUp, DecisionDown> decide,
      Consumer<DecisionDown> then) {
    this.sums = sums;
    this.minima = minima;
    this.decide = decide;
    this.then = then;
  }

  /** Adds a child's sums and minima to this region's. */
  public void takeIn(double[] childSums, double[] childMinima) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += childSums[i];
    }
    for (int i = 0; i < minima.length; i++) {
      minima[i] = Math.min(minima[i], childMinima[i]);
    }
  }

  public double[] sums() {
    return sums;
  }

  public double[] minima() {
    return minima;
  }

  /** At the root: what to do, given all sums. */
  public DecisionDown decide(int step) {
    return decide.apply(new SumsUp(step, sums, minima));
  }

  @Override
  public RegionMessage up(int step, List<RegionMessage> fromChildren) {
    for (RegionMessage message : fromChildren) {
      takeIn(((SumsUp) message).sums(), ((SumsUp) message).minima());
    }
    return new SumsUp(step, sums, minima);
  }

  @Override
  public RegionMessage turn(RegionMessage up) {
    return decide(up.step());
  }

  @Override
  public RegionMessage down(RegionMessage fromParent, int child) {
    return fromParent;
  }

  @Override
  public void done(RegionMessage fromParent) {
    then.accept((DecisionDown) fromParent);
  }
}
