package io.wattmesh.ledger.replication;

import io.wattmesh.consensus.replica.ReplicaStatus;
import java.util.Optional;

/**
 * Notices that a validator is stalled, that is, something waits, or it lacks what it needs to go
 * on, and nothing is committed, and says in one line for whom it waits and what it lacks; again
 * only after as long a time.
 */
public final class StallWatch {
  private final long stallMillis;
  private long height = -1;
  private long sinceMillis;

  public StallWatch(long stallMillis) {
    this.stallMillis = stallMillis;
  }

  /** Looks at a validator, now and then; the line to log, if it is time for one. */
  public Optional<String> look(ReplicaStatus status, long monotonicMillis) {
    boolean waits = status.waiting() || status.lack().isPresent();
    if (status.halted() || !waits || status.committedHeight() != height) {
      height = status.committedHeight();
      sinceMillis = monotonicMillis;
      return Optional.empty();
    }
    if (monotonicMillis - sinceMillis < stallMillis) {
      return Optional.empty();
    }
    sinceMillis = monotonicMillis;
    return Optional.of(
        ("no commit above height %d for %d ms in round %d of leader %s; "
                + "waits for validators %s; %s%s")
            .formatted(
                height,
                stallMillis,
                status.round(),
                status.leader(),
                status.missing(),
                status
                    .lastFailed()
                    .map(ReplicaStatus.FailedRound::toString)
                    .orElse("no round has failed"),
                status.lack().map(lack -> "; " + lack.reason() + ": " + lack.what()).orElse("")));
  }
}
