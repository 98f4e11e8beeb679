package io.wattmesh.consensus.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Decides what becomes of a message. */
final class SimulatedNetwork {
  private final NetworkFaults faults;
  private final SplittableRandom random;
  private final int[] group;
  private boolean oneWay;
  private boolean healed;

  SimulatedNetwork(NetworkFaults faults, int hosts, SplittableRandom random) {
    this.faults = faults;
    this.random = random;
    this.group = new int[hosts];
  }

  /** Perhaps cuts the hosts into two groups, in both directions or one, or joins them again. */
  void shuffle() {
    boolean cut = random.nextInt(1_000) < faults.partitionPerMille();
    oneWay = !cut && random.nextInt(1_000) < faults.oneWayPerMille();
    for (int k = 0; k < group.length; k++) {
      group[k] = cut || oneWay ? random.nextInt(2) : 0;
    }
  }

  void heal() {
    healed = true;
    Arrays.fill(group, 0);
  }

  boolean isHealed() {
    return healed;
  }

  /** How many copies of a message arrive. */
  int copies(int from, int to) {
    if (oneWay ? group[from] < group[to] : group[from] != group[to]) {
      return 0;
    }
    if (healed) {
      return 1;
    }
    int drawn = random.nextInt(1_000);
    return drawn < faults.dropPerMille()
        ? 0
        : drawn < faults.dropPerMille() + faults.duplicatePerMille() ? 2 : 1;
  }

  /** Independent of all other messages' delays, so messages overtake each other. */
  long delayMillis() {
    return 1L + random.nextInt(faults.maxDelayMillis());
  }

  /**
   * Whether something of this likelihood happens, which nothing does once the network is healed.
   */
  boolean happens(int perMille) {
    return perMille > 0 && !healed && random.nextInt(1_000) < perMille;
  }

  int anyOf(int bound) {
    return random.nextInt(bound);
  }
}
