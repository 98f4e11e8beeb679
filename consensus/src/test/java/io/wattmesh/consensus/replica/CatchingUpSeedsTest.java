package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.Effect.SnapshotWork;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Snapshots under crashes at any effect, lost messages, absences and pruning, from seeds. It takes
 * longer than others for its real signatures.
 */
class CatchingUpSeedsTest {
  private static final int SEEDS = 20;

  @Test
  void after_whatever_happened_all_validators_come_to_the_same_state_by_blocks_or_snapshots() {
    int installed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      SnapshotCluster cluster = disturbed(new SplittableRandom(seed));
      cluster.heal();
      cluster.submit(2);
      cluster.pass(20_000);
      cluster.submit(1);
      for (SnapshotCluster.Host host : cluster.hosts) {
        assertThat(host.replica.isHalted()).as("seed %d", seed).isFalse();
        assertThat(host.height()).as("seed %d", seed).isEqualTo(cluster.hosts.get(0).height());
        assertThat(host.stateRoot())
            .as("seed %d", seed)
            .isEqualTo(cluster.hosts.get(0).stateRoot());
        assertThat(host.states.get(host.tip.id()).root())
            .as("seed %d", seed)
            .isEqualTo(host.stateRoot());
        installed += host.works(SnapshotWork.Install.class).size();
      }
    }
    assertThat(installed).as("snapshots installed over all seeds").isGreaterThan(SEEDS / 4);
  }

  private static SnapshotCluster disturbed(SplittableRandom random) {
    var options =
        new SnapshotOptions(
            2 + random.nextInt(5),
            50 + random.nextInt(250),
            3 + random.nextInt(8),
            5_000 + random.nextInt(100_000),
            false);
    var cluster = new SnapshotCluster(options);
    cluster.disturb(random);
    for (int phase = 0; phase < 6; phase++) {
      int absent = random.nextInt(4);
      cluster.cutOff(absent);
      cluster.submit(2 + random.nextInt(6));
      prune(cluster);
      cluster.join(absent);
      for (int k = 0; k < 4; k++) {
        if (cluster.isCrashed(k)) {
          cluster.start(k);
        }
      }
      cluster.pass(random.nextInt(1_500));
    }
    return cluster;
  }

  /** As validators do below their last two snapshots. */
  private static void prune(SnapshotCluster cluster) {
    for (SnapshotCluster.Host host : cluster.hosts) {
      while (host.snapshots.size() > 2) {
        host.snapshots.pollFirstEntry();
      }
      if (host.snapshots.size() == 2) {
        host.pruneThrough(host.snapshots.firstKey());
      }
    }
  }
}
