package io.wattmesh.load.log;

import java.util.OptionalInt;

/**
 * How clients submit.
 *
 * @param clients how many there are, each with a key of its own
 * @param memoBytes what a transfer carries beside recipient and amount
 * @param perSecond the rate of all clients together in an open loop; none for a closed loop, in
 *     which each has one transfer under way and makes the next when it is committed
 */
record Load(int clients, int memoBytes, OptionalInt perSecond) {
  static Load closed(int clients, int memoBytes) {
    return new Load(clients, memoBytes, OptionalInt.empty());
  }

  Load open(int rate) {
    return new Load(clients, memoBytes, OptionalInt.of(rate));
  }
}
