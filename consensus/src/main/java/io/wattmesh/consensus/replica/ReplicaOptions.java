package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.snapshot.SnapshotOptions;
import java.util.Objects;

/**
 * A replica's settings.
 *
 * @param baseTimeoutMillis a round's time right after a commit; also how long an asked validator
 *     has to answer
 * @param maxClockLeadMillis how far a block's timestamp may be ahead of a voter's clock
 * @param maxBlockBytes the most transaction bytes in a block proposed here
 * @param maxPoolBytes the most transaction bytes that wait here
 * @param paceMillis while uncommitted blocks hold something, a leader proposes no sooner than so
 *     long after it took in the block to build on: blocks are fewer and fuller. 0 proposes at once
 * @param batches how transactions are brought to the others
 * @param snapshots how snapshots are made and used
 */
public record ReplicaOptions(
    long baseTimeoutMillis,
    long maxClockLeadMillis,
    int maxBlockBytes,
    long maxPoolBytes,
    long paceMillis,
    BatchOptions batches,
    SnapshotOptions snapshots) {
  /** Some blocks under way hide it from a client, and it is far below any round's time. */
  public static final long STANDARD_PACE_MILLIS = 15;

  private static final long MAX_PACE_MILLIS = 1_000;

  public ReplicaOptions {
    Objects.requireNonNull(batches);
    Objects.requireNonNull(snapshots);
    if (paceMillis < 0 || paceMillis > Math.min(MAX_PACE_MILLIS, baseTimeoutMillis / 2)) {
      throw new IllegalArgumentException(
          ("Blocks keep a pace of %d ms; give 0 to %d ms and at most half of the base timeout of"
                  + " %d ms, or voters would give rounds up.")
              .formatted(paceMillis, MAX_PACE_MILLIS, baseTimeoutMillis));
    }
    if (maxClockLeadMillis < 0
        || maxBlockBytes < 1
        || maxBlockBytes > Block.MAX_TRANSACTION_BYTES) {
      throw new IllegalArgumentException(
          ("Clock lead %d ms must not be negative and block size %d be 1 to %d bytes; "
                  + "correct the settings.")
              .formatted(maxClockLeadMillis, maxBlockBytes, Block.MAX_TRANSACTION_BYTES));
    }
  }

  /** Proposing at once, with batches and snapshots as they are by default. */
  public ReplicaOptions(
      long baseTimeoutMillis, long maxClockLeadMillis, int maxBlockBytes, long maxPoolBytes) {
    this(
        baseTimeoutMillis,
        maxClockLeadMillis,
        maxBlockBytes,
        maxPoolBytes,
        0,
        BatchOptions.standard(),
        SnapshotOptions.standard());
  }

  /** The same with another pace. */
  public ReplicaOptions withPaceMillis(long other) {
    return new ReplicaOptions(
        baseTimeoutMillis,
        maxClockLeadMillis,
        maxBlockBytes,
        maxPoolBytes,
        other,
        batches,
        snapshots);
  }

  /** The same with another rule for batches. */
  public ReplicaOptions withBatches(BatchOptions other) {
    return new ReplicaOptions(
        baseTimeoutMillis,
        maxClockLeadMillis,
        maxBlockBytes,
        maxPoolBytes,
        paceMillis,
        other,
        snapshots);
  }

  /** The same with other snapshots. */
  public ReplicaOptions withSnapshots(SnapshotOptions other) {
    return new ReplicaOptions(
        baseTimeoutMillis,
        maxClockLeadMillis,
        maxBlockBytes,
        maxPoolBytes,
        paceMillis,
        batches,
        other);
  }

  public static ReplicaOptions standard() {
    return new ReplicaOptions(1_000, 500, Block.MAX_TRANSACTION_BYTES, 64L * 1024 * 1024)
        .withPaceMillis(STANDARD_PACE_MILLIS);
  }
}
