package io.wattmesh.consensus.sim;

/** Which messages get through. */
@FunctionalInterface
interface Links {
  /** How many copies of a message arrive. */
  int copies(int from, int to, byte[] message);

  /** Whether hosts that were fenced claim their validator again, until the network heals. */
  default boolean isContested() {
    return false;
  }
}
