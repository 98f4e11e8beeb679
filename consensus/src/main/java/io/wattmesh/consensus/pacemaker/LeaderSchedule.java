package io.wattmesh.consensus.pacemaker;

import io.wattmesh.proto.chain.BlockHeader;
import java.util.List;

/** Who leads a round. All honest replicas must agree on it, or the round is lost. */
@FunctionalInterface
public interface LeaderSchedule {
  int leader(long round);

  /** A block was committed, in order of height, from the epoch's first on or from long ago. */
  default void committed(BlockHeader header) {}

  /** How many committed blocks, the newest, a restarted validator must show this again. */
  default long memory() {
    return 0;
  }

  /** The newest committed headers that matter, at most {@link #memory}, oldest first. */
  default List<BlockHeader> remembered() {
    return List.of();
  }

  /** Forgets everything and begins with these committed headers, oldest first. */
  default void restart(List<BlockHeader> headers) {}

  /** Each in turn. Any 3f+1 in a circle, f of them silent, have three live ones in a row. */
  static LeaderSchedule roundRobin(int validators) {
    return round -> (int) Math.floorMod(round, (long) validators);
  }
}
