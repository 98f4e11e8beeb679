package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.NodeRole;
import java.util.List;

/** What the ordinary tests have time for: one cell of {@code role-kill}, or {@code kill}. */
final class SliceDrill {
  private SliceDrill() {}

  /** By its number, which goes on without end: {@code kill} if it is odd, else a cell of all. */
  static Drill of(long number) {
    NodeRole[] roles = NodeRole.values();
    Phase[] phases = Phase.values();
    int cell = (int) Math.floorMod(Math.floorDiv(number, 2L), (long) roles.length * phases.length);
    var roleKill =
        new RoleKillDrill(
            List.of(roles[cell / phases.length]), List.of(phases[cell % phases.length]));
    return Math.floorMod(number, 2L) == 1 ? new KillDrill(roleKill.plan()) : roleKill;
  }
}
