package io.wattmesh.consensus.pacemaker;

/** Who leads a round. All honest replicas must agree on it, or the round is lost. */
@FunctionalInterface
public interface LeaderSchedule {
  int leader(long round);

  /** Each in turn. Any 3f+1 in a circle, f of them silent, have three live ones in a row. */
  static LeaderSchedule roundRobin(int validators) {
    return round -> (int) Math.floorMod(round, (long) validators);
  }
}
