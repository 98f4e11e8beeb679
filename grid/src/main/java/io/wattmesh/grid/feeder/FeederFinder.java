package io.wattmesh.grid.feeder;

import io.wattmesh.grid.network.Branch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Peels off buses that hang by one line, again and again, until none is left: what remains is the
 * meshed part with one bus at least an island. Parallel lines are a cycle and stay.
 */
final class FeederFinder {
  private final Map<Integer, List<Branch>> linesAt = new HashMap<>();
  private final Set<Integer> kept;

  private FeederFinder(Collection<Integer> buses, List<Branch> branches, Set<Integer> kept) {
    this.kept = kept;
    buses.forEach(bus -> linesAt.put(bus, new ArrayList<>()));
    for (Branch branch : branches) {
      at(branch.fromBus(), branch).add(branch);
      at(branch.toBus(), branch).add(branch);
    }
  }

  private List<Branch> at(int bus, Branch branch) {
    List<Branch> lines = linesAt.get(bus);
    if (lines == null) {
      throw new IllegalArgumentException(
          "branch row %d ends at bus %d, which has no curve; give one curve a bus, or leave out"
                  .formatted(branch.row(), bus)
              + " branches that lead elsewhere");
    }
    return lines;
  }

  /**
   * Finds the feeders.
   *
   * @param branches lines that carry flow, both ends among the buses
   * @param kept buses that stay whatever hangs on them
   * @return the line of each peeled bus, below before above; the order depends on bus numbers alone
   */
  static List<FeederLine> find(
      Collection<Integer> buses, List<Branch> branches, Set<Integer> kept) {
    return new FeederFinder(buses, branches, kept).peel();
  }

  private List<FeederLine> peel() {
    List<FeederLine> peeled = new ArrayList<>();
    Queue<Integer> ends = new ArrayDeque<>(new TreeSet<>(linesAt.keySet()));
    while (!ends.isEmpty()) {
      int bus = ends.remove();
      if (!canBePeeled(bus)) {
        continue;
      }
      Branch branch = linesAt.get(bus).removeFirst();
      int parent = branch.fromBus() == bus ? branch.toBus() : branch.fromBus();
      linesAt.get(parent).remove(branch);
      peeled.add(new FeederLine(bus, parent, branch));
      ends.add(parent);
    }
    return peeled;
  }

  private boolean canBePeeled(int bus) {
    List<Branch> lines = linesAt.get(bus);
    // Without a susceptance a line's flow says nothing about the angle below it.
    return lines.size() == 1
        && !kept.contains(bus)
        && Double.isFinite(1 / lines.getFirst().susceptanceMwPerRad());
  }
}
