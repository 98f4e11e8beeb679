package io.wattmesh.ledger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.consensus.replica.ReplicaStatus;
import io.wattmesh.consensus.replica.ReplicaStatus.FailedRound;
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
        new TreeMap<>());
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
