package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.consensus.replica.ReplicaStatus.FailedRound;
import io.wattmesh.consensus.replica.ReplicaStatus.Lack;
import io.wattmesh.consensus.safety.RefusalReason;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StallWatchTest {
  private final StallWatch watch = new StallWatch(5_000);

  private static ParticipantId validator(int index) {
    return new ParticipantId("validator-" + index);
  }

  private static ReplicaStatus status(long height, boolean waiting) {
    return status(height, waiting, Optional.empty());
  }

  private static ReplicaStatus status(long height, boolean waiting, Optional<Lack> lack) {
    return new ReplicaStatus(
        GenesisDraft.validators(1),
        false,
        false,
        9,
        validator(1),
        8,
        7,
        8,
        height,
        waiting,
        List.of(validator(3)),
        Optional.of(new FailedRound(8, validator(0), false, List.of(validator(3)))),
        lack,
        new TreeMap<>());
  }

  @Test
  void one_that_lacks_what_it_needs_to_go_on_says_so_even_where_nothing_waits() {
    var lack = new Lack(4, RefusalReason.PRUNED_EVERYWHERE, "No validator has the blocks.");
    watch.look(status(4, false, Optional.of(lack)), 0);
    assertThat(watch.look(status(4, false, Optional.of(lack)), 5_000).orElseThrow())
        .endsWith("PRUNED_EVERYWHERE: No validator has the blocks.");
    assertThat(watch.look(status(4, false), 10_000)).isEmpty();
  }

  @Test
  void a_stalled_validator_says_for_whom_it_waits_once_a_period() {
    assertThat(watch.look(status(4, true), 0)).isEmpty();
    assertThat(watch.look(status(4, true), 4_999)).isEmpty();
    String line = watch.look(status(4, true), 5_000).orElseThrow();
    assertThat(line)
        .contains(
            "height 4",
            "waits for validators [validator-3]",
            "round 8 of leader validator-0 failed")
        .doesNotContain("\n");
    assertThat(watch.look(status(4, true), 9_999)).isEmpty();
    assertThat(watch.look(status(4, true), 10_000)).isPresent();
  }

  @Test
  void one_that_commits_or_has_nothing_to_wait_for_says_nothing() {
    for (long k = 0; k < 20; k++) {
      assertThat(watch.look(status(k, true), k * 4_000)).isEmpty();
    }
    for (long k = 20; k < 40; k++) {
      assertThat(watch.look(status(20, false), k * 4_000)).isEmpty();
    }
    assertThat(watch.look(status(20, true), 160_000)).as("waits since just now").isEmpty();
  }
}
