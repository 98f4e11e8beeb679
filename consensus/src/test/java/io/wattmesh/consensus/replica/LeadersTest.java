package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Leaders by reputation, in a log that goes on. */
class LeadersTest {
  private static byte[] transaction(int k) {
    return new byte[] {1, (byte) (k >> 8), (byte) k};
  }

  private static void commit(LocalCluster cluster, int from, int to) {
    for (int k = from; k < to; k++) {
      cluster.submit(transaction(k));
      cluster.pass(400);
    }
  }

  private record Progress(long rounds, long commits) {
    static Progress of(LocalCluster cluster) {
      Replica replica = cluster.hosts.getFirst().replica;
      return new Progress(replica.round(), replica.committedHeight());
    }

    double commitsARound(Progress since) {
      return (double) (commits - since.commits) / (rounds - since.rounds);
    }
  }

  private static double throughput(LocalCluster cluster) {
    commit(cluster, 0, 60);
    Progress converged = Progress.of(cluster);
    commit(cluster, 60, 160);
    return Progress.of(cluster).commitsARound(converged);
  }

  @Test
  void withOneOfFourDownTheLogMakesSeventyPercentOfItsProgressWithoutFaults() {
    double all = throughput(LocalCluster.started());
    LocalCluster cut = LocalCluster.started();
    cut.link = (from, to) -> from != 3 && to != 3;

    assertThat(throughput(cut)).isGreaterThan(0.7 * all);
  }

  @Test
  void aRestartedValidatorGoesOnWithTheSameLeadersAsTheOthers() {
    LocalCluster cluster = LocalCluster.started();
    commit(cluster, 0, 60);
    for (int k : List.of(0, 2)) {
      cluster.start(k);
    }
    cluster.deliver();
    Progress restarted = Progress.of(cluster);
    commit(cluster, 60, 80);

    assertThat(Progress.of(cluster).commitsARound(restarted)).isGreaterThan(0.9);
    assertThat(cluster.hosts.get(2).replica.committedHeight())
        .isEqualTo(cluster.hosts.get(1).replica.committedHeight());
  }
}
