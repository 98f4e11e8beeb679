package io.wattmesh.cluster.report;

import java.util.Arrays;

/**
 * Distances between all pairs of buses over branches: a branch inside a region counts 1, a tie line
 * between regions 2, and buses of separate islands are as far apart as the longest way there is.
 */
final class BusDistances {
  private static final int TIE_LENGTH = 2;
  private static final short UNREACHED = Short.MAX_VALUE;

  private final int buses;
  private final int[] start;
  private final int[] neighbour;
  private final int[] length;
  private final short[] distance;
  private int longest = 1;

  BusDistances(RunData data) {
    buses = data.busNumbers().length;
    start = new int[buses + 1];
    neighbour = new int[2 * data.branchRows().length];
    length = new int[neighbour.length];
    distance = new short[buses * buses];
    join(data);
    Arrays.fill(distance, UNREACHED);
    for (int bus = 0; bus < buses; bus++) {
      measureFrom(bus);
    }
    for (int pair = 0; pair < distance.length; pair++) {
      if (distance[pair] == UNREACHED) {
        distance[pair] = (short) longest;
      }
    }
  }

  int buses() {
    return buses;
  }

  int longest() {
    return longest;
  }

  int between(int from, int to) {
    return distance[from * buses + to];
  }

  private void join(RunData data) {
    int[] from = data.branchFrom();
    int[] to = data.branchTo();
    for (int branch = 0; branch < from.length; branch++) {
      start[from[branch] + 1]++;
      start[to[branch] + 1]++;
    }
    for (int bus = 0; bus < buses; bus++) {
      start[bus + 1] += start[bus];
    }
    int[] next = Arrays.copyOf(start, buses);
    for (int branch = 0; branch < from.length; branch++) {
      boolean tie = data.busRegions()[from[branch]] != data.busRegions()[to[branch]];
      connect(next[from[branch]]++, to[branch], tie ? TIE_LENGTH : 1);
      connect(next[to[branch]]++, from[branch], tie ? TIE_LENGTH : 1);
    }
  }

  private void connect(int slot, int bus, int branchLength) {
    neighbour[slot] = bus;
    length[slot] = branchLength;
  }

  /** Breadth first; a bus is queued again, though never twice at once, on a shorter way. */
  private void measureFrom(int origin) {
    int row = origin * buses;
    int[] queue = new int[buses + 1];
    int tail = 0;
    distance[row + origin] = 0;
    queue[tail++] = origin;
    boolean[] queued = new boolean[buses];
    queued[origin] = true;
    int head = 0;
    while (head != tail) {
      int bus = queue[head];
      head = (head + 1) % queue.length;
      queued[bus] = false;
      for (int slot = start[bus]; slot < start[bus + 1]; slot++) {
        int there = neighbour[slot];
        int way = distance[row + bus] + length[slot];
        if (way < distance[row + there]) {
          distance[row + there] = (short) way;
          if (!queued[there]) {
            queued[there] = true;
            queue[tail] = there;
            tail = (tail + 1) % queue.length;
          }
        }
      }
    }
    for (int bus = 0; bus < buses; bus++) {
      if (distance[row + bus] != UNREACHED) {
        longest = Math.max(longest, distance[row + bus]);
      }
    }
  }
}
