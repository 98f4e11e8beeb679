package io.wattmesh.consensus.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Decides what becomes of a message. */
final class SimulatedNetwork {
  private final SimulationOptions options;
  private final SplittableRandom random;
  private final int[] group;
  private boolean healed;

  SimulatedNetwork(SimulationOptions options, int hosts, SplittableRandom random) {
    this.options = options;
    this.random = random;
    this.group = new int[hosts];
  }

  /** Perhaps cuts the hosts into two groups, or joins them again. */
  void shuffle() {
    boolean cut = random.nextInt(1_000) < options.partitionPerMille();
    for (int k = 0; k < group.length; k++) {
      group[k] = cut ? random.nextInt(2) : 0;
    }
  }

  void heal() {
    healed = true;
    Arrays.fill(group, 0);
  }

  /** How many copies of a message arrive. */
  int copies(int from, int to) {
    if (group[from] != group[to]) {
      return 0;
    }
    if (healed) {
      return 1;
    }
    int drawn = random.nextInt(1_000);
    return drawn < options.dropPerMille()
        ? 0
        : drawn < options.dropPerMille() + options.duplicatePerMille() ? 2 : 1;
  }

  /** Independent of all other messages' delays, so messages overtake each other. */
  long delayMillis() {
    return 1L + random.nextInt(options.maxDelayMillis());
  }

  /** Whether a step is cut off by a crash. */
  boolean crashes() {
    return !healed && random.nextInt(1_000) < options.crashPerMille();
  }

  int anyOf(int bound) {
    return random.nextInt(bound);
  }
}
