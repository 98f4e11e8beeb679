package io.wattmesh.cluster.simulate;

import io.wattmesh.consensus.sim.TwinsScenarios;
import java.util.stream.LongStream;

/** All scenarios of twins of a size, each kind once. */
public final class TwinsCampaign {
  private TwinsCampaign() {}

  public static Campaign of(TwinsScenarios scenarios) {
    LongStream.Builder kinds = LongStream.builder();
    scenarios.forEach(kinds::add);
    long[] numbers = kinds.build().toArray();
    return new Campaign(k -> numbers[(int) k], numbers.length, scenarios::run);
  }
}
