package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * For each role, a node that has it alone is killed in each phase of an interval, and started again
 * before the next. Beside these nodes there are as many with all roles as the cluster needs to have
 * a majority without one: the killed one's share goes to them.
 *
 * @param roles whose nodes are killed, the first one's first
 * @param phases in which they are
 */
record RoleKillDrill(List<NodeRole> roles, List<Phase> phases) implements Drill {
  private static final int MAJORITY_OF = 3;

  @Override
  public String key() {
    return "role-kill";
  }

  @Override
  public String description() {
    return "SIGKILL of each role's node in each phase of an interval, each started again";
  }

  @Override
  public ClusterPlan plan() {
    // Nodes with all roles come first: they tell of the others.
    List<Set<NodeRole>> nodes = new ArrayList<>();
    for (int node = 0; node < wholeNodes(); node++) {
      nodes.add(EnumSet.allOf(NodeRole.class));
    }
    roles.forEach(role -> nodes.add(EnumSet.of(role)));
    return ClusterPlan.ofRoles(nodes);
  }

  private int wholeNodes() {
    return Math.max(1, MAJORITY_OF - roles.size());
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    cluster.watch().awaitCleared(0);
    var courses = new ArrayList<Course>();
    for (NodeRole role : roles) {
      for (Phase phase : phases) {
        courses.add(kill(cluster, role, phase));
      }
    }
    return courses;
  }

  /** A role's node is killed in a phase; the market is whole again when this returns. */
  Course kill(DrillCluster cluster, NodeRole role, Phase phase) throws Exception {
    int victim = wholeNodes() + 1 + roles.indexOf(role);
    ClusterWatch watch = cluster.watch();
    CourseTimer course = CourseTimer.begin(cluster);
    int bids = watch.mostBids();
    int logged = cluster.node(1).log().length();
    watch.carried(1, victim).ifPresent(shards -> course.note("shards", shards));
    long interval = phase.await(cluster, 1);
    long open = cluster.openInterval();
    course.aim(new Course.Aim(role.key(), phase, interval));
    course.fault();
    cluster.node(victim).kill();
    watch.awaitMissed(1, Set.of(victim), logged);
    course.detected();
    watch.awaitCleared(open);
    course.recovered();
    cluster.startNode(victim);
    watch.awaitCleared(open, bids);
    course.whole();
    watch.awaitShare(1, victim);
    return course.end();
  }
}
