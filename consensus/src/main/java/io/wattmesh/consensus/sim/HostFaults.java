package io.wattmesh.consensus.sim;

import java.util.Objects;

/**
 * What hosts do to themselves.
 *
 * @param crashPerMille how likely a step is cut off somewhere within its effects, until healing
 * @param blackout whether all hosts crash at once when the network heals
 * @param maxSkewMillis how far a clock may be off; at healing clocks are set to within 100 ms
 * @param maxStoreMillis a write takes 1 ms to this long (unless writes are done at once)
 * @param unknownPerMille how many of a thousand compare-and-sets have no known outcome
 * @param failPerMille how many of a thousand writes of a disk fail, which stops the validator until
 *     somebody starts it again
 * @param takeovers how often a second host takes a validator over whose first may be running
 */
public record HostFaults(
    int crashPerMille,
    boolean blackout,
    int maxSkewMillis,
    Durability durability,
    int maxStoreMillis,
    int unknownPerMille,
    int failPerMille,
    int takeovers) {
  public static final HostFaults NONE =
      new HostFaults(0, false, 100, Durability.AT_ONCE, 0, 0, 0, 0);

  public HostFaults {
    Objects.requireNonNull(durability);
    if (durability != Durability.AT_ONCE && maxStoreMillis < 1) {
      throw new IllegalArgumentException(
          "With %s a write takes at least 1 ms, not up to %d."
              .formatted(durability, maxStoreMillis));
    }
    if (takeovers > 0 && durability != Durability.SHARED_ROW) {
      throw new IllegalArgumentException(
          "A second host can only take over what both can reach: durability is %s, not SHARED_ROW."
              .formatted(durability));
    }
  }

  HostFaults crashing(int perMille) {
    return new HostFaults(
        perMille,
        blackout,
        maxSkewMillis,
        durability,
        maxStoreMillis,
        unknownPerMille,
        failPerMille,
        takeovers);
  }
}
