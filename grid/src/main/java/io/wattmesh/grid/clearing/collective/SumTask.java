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

  @Override
  public RegionMessage up(int step, List<RegionMessage> fromChildren) {
    for (RegionMessage message : fromChildren) {
      SumsUp child = (SumsUp) message;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += child.sums()[i];
      }
      for (int i = 0; i < minima.length; i++) {
        minima[i] = Math.min(minima[i], child.minima()[i]);
      }
    }
    return new SumsUp(step, sums, minima);
  }

  @Override
  public RegionMessage turn(RegionMessage up) {
    return decide.apply((SumsUp) up);
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
