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
 * @param batches how transactions are brought to the others
 * @param snapshots how snapshots are made and used
 */
public record ReplicaOptions(
    long baseTimeoutMillis,
    long maxClockLeadMillis,
    int maxBlockBytes,
    long maxPoolBytes,
    BatchOptions batches,
    SnapshotOptions snapshots) {
  public ReplicaOptions {
    Objects.requireNonNull(batches);
    Objects.requireNonNull(snapshots);
    if (maxClockLeadMillis < 0
        || maxBlockBytes < 1
        || maxBlockBytes > Block.MAX_TRANSACTION_BYTES) {
      throw new IllegalArgumentException(
          ("Clock lead %d ms must not be negative and block size %d be 1 to %d bytes; "
                  + "correct the settings.")
              .formatted(maxClockLeadMillis, maxBlockBytes, Block.MAX_TRANSACTION_BYTES));
    }
  }

  /** With batches and snapshots as they are by default. */
  public ReplicaOptions(
      long baseTimeoutMillis, long maxClockLeadMillis, int maxBlockBytes, long maxPoolBytes) {
    this(
        baseTimeoutMillis,
        maxClockLeadMillis,
        maxBlockBytes,
        maxPoolBytes,
        BatchOptions.standard(),
        SnapshotOptions.standard());
  }

  /** The same with another rule for batches. */
  public ReplicaOptions withBatches(BatchOptions other) {
    return new ReplicaOptions(
        baseTimeoutMillis, maxClockLeadMillis, maxBlockBytes, maxPoolBytes, other, snapshots);
  }

  /** The same with other snapshots. */
  public ReplicaOptions withSnapshots(SnapshotOptions other) {
    return new ReplicaOptions(
        baseTimeoutMillis, maxClockLeadMillis, maxBlockBytes, maxPoolBytes, batches, other);
  }

  public static ReplicaOptions standard() {
    return new ReplicaOptions(1_000, 500, Block.MAX_TRANSACTION_BYTES, 64L * 1024 * 1024);
  }
}
