package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import java.util.ArrayList;
import java.util.List;

/**
 * What the ordinary tests have time for: one cell of {@code role-kill}, then {@code kill}, of one
 * cluster.
 */
record SliceDrill(RoleKillDrill cell) implements Drill {
  /** One of all cells, by its number, from 0; numbers go on without end. */
  static SliceDrill of(long number) {
    NodeRole[] roles = NodeRole.values();
    Phase[] phases = Phase.values();
    int cell = (int) Math.floorMod(number, (long) roles.length * phases.length);
    return new SliceDrill(
        new RoleKillDrill(
            List.of(roles[cell / phases.length]), List.of(phases[cell % phases.length])));
  }

  @Override
  public String key() {
    return "slice";
  }

  @Override
  public String description() {
    return "%s in %s, then a node with most validators".formatted(cell.roles(), cell.phases());
  }

  @Override
  public ClusterPlan plan() {
    return cell.plan();
  }

  @Override
  public List<Course> run(DrillCluster cluster) throws Exception {
    var courses = new ArrayList<Course>(cell.run(cluster));
    courses.addAll(new KillDrill(plan()).run(cluster));
    return courses;
  }
}
