package io.wattmesh.consensus.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.TestChain;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.proto.model.ParticipantId;
import org.junit.jupiter.api.Test;

class ReplicaStatusTest {
  private final LocalCluster cluster = LocalCluster.started();

  private ReplicaStatus status(int host) {
    return cluster.hosts.get(host).replica.status();
  }

  private static ParticipantId validator(long index) {
    return new ParticipantId("v" + index);
  }

  @Test
  void an_idle_replica_waits_for_nothing_and_has_failed_at_nothing() {
    cluster.submit(new byte[] {1});
    ReplicaStatus status = status(0);
    assertThat(status.halted()).isFalse();
    assertThat(status.waiting()).isFalse();
    assertThat(status.lastFailed()).isEmpty();
    assertThat(status.committedHeight()).isPositive();
    assertThat(status.round()).isEqualTo(status.highQcRound() + 1);
    assertThat(status.leader()).isEqualTo(validator(status.round() % 4));
    assertThat(status.validators()).isEqualTo(TestChain.ELECTORATE.validators());
    assertThat(status.observes()).isFalse();
  }

  @Test
  void who_is_cut_off_is_named_while_a_round_lasts_and_after_it_has_failed() {
    cluster.link = (from, to) -> from != 2 && to != 2;
    cluster.submit(new byte[] {1});
    cluster.pass(2_000);
    assertThat(status(0).committedHeight()).isPositive();
    ReplicaStatus.FailedRound failed = status(0).lastFailed().orElseThrow();
    assertThat(failed.silent()).containsExactly(validator(2));
    assertThat(failed.toString()).contains("round " + failed.round(), "[v2]");

    cluster.link = (from, to) -> false;
    cluster.submit(new byte[] {2});
    cluster.pass(1_000);
    ReplicaStatus alone = status(1);
    assertThat(alone.waiting()).isTrue();
    assertThat(alone.missing()).containsExactly(validator(0), validator(2), validator(3));
  }

  @Test
  void refusals_are_counted_by_their_reason() {
    cluster.submit(new byte[] {1});
    long before = status(0).refusals().getOrDefault(RefusalReason.MALFORMED, 0L);
    cluster.step(0, new Input.Received(new byte[] {1, 2, 3}));
    cluster.step(0, new Input.Received(new byte[0]));
    assertThat(status(0).refusals()).containsEntry(RefusalReason.MALFORMED, before + 2);
  }
}
