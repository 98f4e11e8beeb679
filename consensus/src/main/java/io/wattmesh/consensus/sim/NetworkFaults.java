package io.wattmesh.consensus.sim;

/**
 * What the network does to messages until it heals.
 *
 * @param dropPerMille how many of a thousand messages are lost
 * @param duplicatePerMille how many arrive twice
 * @param maxDelayMillis each takes 1 ms to this long, so that messages overtake each other
 * @param partitionPerMille how likely the hosts are cut into two groups for the next 300 ms
 * @param oneWayPerMille how likely one group hears the other, but not the other way round
 */
public record NetworkFaults(
    int dropPerMille,
    int duplicatePerMille,
    int maxDelayMillis,
    int partitionPerMille,
    int oneWayPerMille) {
  /** Every message arrives once, soon, but in any order. */
  public static final NetworkFaults NONE = new NetworkFaults(0, 0, 5, 0, 0);

  public NetworkFaults {
    if (dropPerMille < 0 || duplicatePerMille < 0 || dropPerMille + duplicatePerMille > 1_000) {
      throw new IllegalArgumentException(
          "Of 1000 messages %d can't be lost and %d doubled; give parts of a thousand."
              .formatted(dropPerMille, duplicatePerMille));
    }
    if (maxDelayMillis < 1) {
      throw new IllegalArgumentException(
          "A message takes at least 1 ms, not up to %d.".formatted(maxDelayMillis));
    }
  }
}
