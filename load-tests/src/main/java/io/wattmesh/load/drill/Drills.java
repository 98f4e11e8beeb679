package io.wattmesh.load.drill;

import io.wattmesh.cluster.settings.StoreKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All drills. */
final class Drills {
  private static final int NODES = 3;

  /** One node of a database, for all validators, is slower than their folders. */
  private static final int DATABASE_WINDOW_SECONDS = 60;

  private Drills() {}

  /**
   * @param store where {@code kill} keeps what must not be lost; the others have theirs
   */
  static List<Drill> all(StoreKind store, RoleKillDrill roleKill) {
    ClusterPlan three = ClusterPlan.of(NODES);
    var all = new ArrayList<Drill>();
    all.add(
        new KillDrill(
            store == StoreKind.CASSANDRA
                ? three.onCassandra(1).withBookWindowSeconds(DATABASE_WINDOW_SECONDS)
                : three));
    all.add(roleKill);
    all.add(new JoinLeaveDrill());
    all.add(new GrowShrinkDrill());
    all.add(new RollingRestartDrill());
    all.add(new DrainDrill());
    all.addAll(List.of(PartitionDrill.values()));
    all.add(new CassandraKillDrill());
    all.add(new PauseDrill());
    all.add(new DiskFullDrill());
    all.add(new ClockJumpDrill());
    all.add(new KillAllDrill());
    return all;
  }

  static Optional<Drill> of(String key, List<Drill> all) {
    return all.stream().filter(drill -> drill.key().equals(key)).findFirst();
  }
}
