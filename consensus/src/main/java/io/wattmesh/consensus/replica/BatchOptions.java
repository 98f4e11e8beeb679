package io.wattmesh.consensus.replica;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.message.ForwardedTransactions;

/**
 * When transactions go in batches, and how many may be under way.
 *
 * @param inlineBytes while no more than this that was submitted here waits, transactions are
 *     forwarded to all validators and go inline; 0 puts all into batches
 * @param batchBytes a batch is cut once so much waits for one
 * @param delayMillis a batch is cut once a transaction has waited so long for one
 * @param quotaBatches how many batches of one author are acknowledged that are neither committed
 *     nor expired
 * @param quotaBytes how many bytes of them
 */
public record BatchOptions(
    int inlineBytes, int batchBytes, long delayMillis, int quotaBatches, long quotaBytes) {
  public BatchOptions {
    if (inlineBytes < 0 || inlineBytes > ForwardedTransactions.MAX_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes go inline; give 0 to %d."
              .formatted(inlineBytes, ForwardedTransactions.MAX_BYTES));
    }
    if (batchBytes < 1 || batchBytes > Batch.MAX_BYTES || delayMillis < 0) {
      throw new IllegalArgumentException(
          "A batch is cut at %d bytes or after %d ms; give 1 to %d bytes and no negative time."
              .formatted(batchBytes, delayMillis, Batch.MAX_BYTES));
    }
    if (quotaBatches < 1 || quotaBytes < batchBytes) {
      throw new IllegalArgumentException(
          "An author may have %d batches of %d bytes under way; give at least 1 and a batch's %d bytes."
              .formatted(quotaBatches, quotaBytes, batchBytes));
    }
  }

  public static BatchOptions standard() {
    return new BatchOptions(64 * 1024, Batch.MAX_BYTES, 20, 16, 16L * 1024 * 1024);
  }
}
