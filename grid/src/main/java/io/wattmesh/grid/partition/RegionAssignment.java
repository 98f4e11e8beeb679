package io.wattmesh.grid.partition;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Cuts a graph into connected regions of about equal size with few tie lines.
 *
 * <p>Seeds are spread by farthest-first search, regions grow bus by bus (the smallest first, taking
 * the bus with most lines into it), then border buses move as in Fiduccia and Mattheyses (DAC 1982)
 * while a move saves tie lines, keeps sizes within a fifth of the mean and leaves the region
 * connected.
 */
final class RegionAssignment {
  private static final double SIZE_SLACK = 0.2;
  private static final int MAX_SWEEPS = 20;

  private final int[][] neighbours;
  private final int regions;
  private final int[] regionOf;
  private final int[] sizes;

  RegionAssignment(int[][] neighbours, int regions) {
    this.neighbours = neighbours;
    this.regions = regions;
    this.regionOf = new int[neighbours.length];
    this.sizes = new int[regions];
  }

  int[] assign() {
    Arrays.fill(regionOf, -1);
    seed();
    int left = regionOf.length - regions;
    while (left > 0) {
      left -= growOne();
    }
    for (int sweep = 0; sweep < MAX_SWEEPS && improve(); sweep++) {
      // Each sweep visits every bus once; it ends when none moves.
    }
    return regionOf;
  }

  private void seed() {
    int start = farthest(distancesFrom(new int[] {0}));
    int[] seeds = {start};
    while (seeds.length < regions) {
      int next = farthest(distancesFrom(seeds));
      seeds = Arrays.copyOf(seeds, seeds.length + 1);
      seeds[seeds.length - 1] = next;
    }
    for (int r = 0; r < regions; r++) {
      regionOf[seeds[r]] = r;
      sizes[r] = 1;
    }
  }

  private int[] distancesFrom(int[] sources) {
    int[] distance = new int[neighbours.length];
    Arrays.fill(distance, -1);
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int s : sources) {
      distance[s] = 0;
      queue.add(s);
    }
    while (!queue.isEmpty()) {
      int v = queue.remove();
      for (int u : neighbours[v]) {
        if (distance[u] < 0) {
          distance[u] = distance[v] + 1;
          queue.add(u);
        }
      }
    }
    return distance;
  }

  private static int farthest(int[] distance) {
    int best = 0;
    for (int v = 1; v < distance.length; v++) {
      if (distance[v] > distance[best]) {
        best = v;
      }
    }
    return best;
  }

  /** Gives one free bus to the smallest region that can grow. */
  private int growOne() {
    int bestRegion = -1;
    int bestBus = -1;
    int bestLinks = 0;
    for (int v = 0; v < regionOf.length; v++) {
      if (regionOf[v] >= 0) {
        continue;
      }
      for (int u : neighbours[v]) {
        int r = regionOf[u];
        if (r < 0) {
          continue;
        }
        int links = linksInto(v, r);
        boolean smaller = bestRegion < 0 || sizes[r] < sizes[bestRegion];
        boolean tighter = bestRegion >= 0 && sizes[r] == sizes[bestRegion] && links > bestLinks;
        if (smaller || tighter) {
          bestRegion = r;
          bestBus = v;
          bestLinks = links;
        }
      }
    }
    regionOf[bestBus] = bestRegion;
    sizes[bestRegion]++;
    return 1;
  }

  private int linksInto(int bus, int region) {
    int links = 0;
    for (int u : neighbours[bus]) {
      links += regionOf[u] == region ? 1 : 0;
    }
    return links;
  }

  private boolean improve() {
    boolean moved = false;
    for (int v = 0; v < regionOf.length; v++) {
      int home = regionOf[v];
      int target = bestTarget(v, home);
      if (target >= 0 && staysConnectedWithout(v, home)) {
        regionOf[v] = target;
        sizes[home]--;
        sizes[target]++;
        moved = true;
      }
    }
    return moved;
  }

  private int bestTarget(int bus, int home) {
    double mean = regionOf.length / (double) regions;
    int stay = linksInto(bus, home);
    int best = -1;
    int bestGain = 0;
    for (int u : neighbours[bus]) {
      int r = regionOf[u];
      int gain = r == home ? 0 : linksInto(bus, r) - stay;
      boolean fits =
          sizes[r] + 1 <= Math.ceil((1 + SIZE_SLACK) * mean)
              && sizes[home] - 1 >= Math.floor((1 - SIZE_SLACK) * mean)
              && sizes[home] > 1;
      boolean evens = gain == 0 && r != home && sizes[home] - sizes[r] >= 2;
      if (fits && (gain > bestGain || (best < 0 && evens))) {
        best = r;
        bestGain = gain;
      }
    }
    return best;
  }

  private boolean staysConnectedWithout(int bus, int region) {
    boolean[] seen = new boolean[regionOf.length];
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    for (int u : neighbours[bus]) {
      if (regionOf[u] == region && u != bus) {
        queue.add(u);
        seen[u] = true;
        break;
      }
    }
    int reached = 0;
    while (!queue.isEmpty()) {
      reached++;
      for (int u : neighbours[queue.remove()]) {
        if (u != bus && regionOf[u] == region && !seen[u]) {
          seen[u] = true;
          queue.add(u);
        }
      }
    }
    return reached == sizes[region] - 1;
  }
}
