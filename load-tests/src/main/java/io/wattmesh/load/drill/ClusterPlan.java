package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import io.wattmesh.cluster.settings.StoreKind;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a drill's cluster consists of.
 *
 * @param roles of the nodes that it begins with, from node 1 on
 * @param bookWindowSeconds how long the market's books are accepted; longer than the cluster takes
 *     to be itself again
 * @param parted whether each node has a network of its own that can be cut from others'
 * @param shiftable whether nodes' clocks can be moved
 * @param store where what must not be lost is kept
 * @param databaseNodes how many nodes the database has, where there is one: 1 or 3
 */
record ClusterPlan(
    List<Set<NodeRole>> roles,
    int bookWindowSeconds,
    boolean parted,
    boolean shiftable,
    StoreKind store,
    int databaseNodes) {
  /** So many nodes that join later have an address, too. */
  private static final int SPARE = 2;

  /** Losing a node costs about 15 s on a machine that others use too. */
  private static final int BOOK_WINDOW_SECONDS = 28;

  ClusterPlan {
    roles = List.copyOf(roles);
  }

  /** Nodes with all roles, on folders. */
  static ClusterPlan of(int nodes) {
    return ofRoles(Collections.nCopies(nodes, EnumSet.allOf(NodeRole.class)));
  }

  static ClusterPlan ofRoles(List<? extends Set<NodeRole>> roles) {
    return new ClusterPlan(
        List.copyOf(roles), BOOK_WINDOW_SECONDS, false, false, StoreKind.ROCKSDB, 1);
  }

  ClusterPlan withBookWindowSeconds(int seconds) {
    return new ClusterPlan(roles, seconds, parted, shiftable, store, databaseNodes);
  }

  ClusterPlan asParted() {
    return new ClusterPlan(roles, bookWindowSeconds, true, shiftable, store, databaseNodes);
  }

  ClusterPlan asShiftable() {
    return new ClusterPlan(roles, bookWindowSeconds, parted, true, store, databaseNodes);
  }

  ClusterPlan onCassandra(int nodes) {
    return new ClusterPlan(roles, bookWindowSeconds, parted, shiftable, StoreKind.CASSANDRA, nodes);
  }

  /** How many nodes it begins with. */
  int nodes() {
    return roles.size();
  }

  /** How many nodes it may come to have. */
  int maxNodes() {
    return roles.size() + SPARE;
  }

  /** What a node carries; one that joins later carries all that any does. */
  Set<NodeRole> roles(int node) {
    return node <= roles.size()
        ? roles.get(node - 1)
        : roles.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }
}
