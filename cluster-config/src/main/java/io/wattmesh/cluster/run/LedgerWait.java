package io.wattmesh.cluster.run;

import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Takes in what the ledger commits, on the driver's thread, while that waits for something. Blocks
 * and troubles come from the actors' threads.
 */
final class LedgerWait {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SECOND_NANOS = 1_000_000_000;

  private final IntervalCollector collector;
  private final EpochLog epochs;
  private final BlockingQueue<CommittedBlock> committed = new LinkedBlockingQueue<>();
  private final ConcurrentLinkedQueue<String> trouble = new ConcurrentLinkedQueue<>();
  private final Set<Hash> watched = new HashSet<>();
  private final Map<Hash, Outcome> outcomes = new HashMap<>();

  LedgerWait(IntervalCollector collector, EpochLog epochs) {
    this.collector = collector;
    this.epochs = epochs;
  }

  void onCommitted(CommittedBlock block) {
    committed.add(block);
  }

  /** What a wait that ends in vain tells. */
  void onTrouble(String what) {
    trouble.add(what);
  }

  /** The outcome of this transaction will be asked for; call it before blocks are taken in. */
  void watch(SignedEnvelope transaction) {
    watched.add(Sha256.of(transaction.toBytes()));
  }

  /** The first outcome of a watched transaction, if it is committed. */
  Optional<Outcome> outcome(Hash transaction) {
    return Optional.ofNullable(outcomes.get(transaction));
  }

  /**
   * @param everySecond hears how many seconds it has waited
   * @throws IllegalStateException if the condition does not come about in two minutes
   */
  void await(BooleanSupplier condition, String what, LongConsumer everySecond) {
    long startNanos = System.nanoTime();
    long seconds = 0;
    while (!condition.getAsBoolean()) {
      takeIn(20);
      long elapsedNanos = System.nanoTime() - startNanos;
      if (elapsedNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "Waited %d s for %s in vain at height %d.%s"
                .formatted(PATIENCE.toSeconds(), what, collector.height(), troubles()));
      }
      if (elapsedNanos / SECOND_NANOS > seconds) {
        everySecond.accept(++seconds);
      }
    }
  }

  private String troubles() {
    return trouble.isEmpty() ? "" : " Reported: " + String.join("; ", trouble);
  }

  /** Takes in what was committed, waiting a little for the first block. */
  void takeIn(long waitMillis) {
    try {
      CommittedBlock block = committed.poll(waitMillis, TimeUnit.MILLISECONDS);
      while (block != null) {
        collector.onBlock(block);
        epochs.onBlock(block);
        // The first outcome counts: of the same bytes again it says that they are known.
        block.outcomes().stream()
            .filter(outcome -> watched.contains(outcome.transaction()))
            .forEach(outcome -> outcomes.putIfAbsent(outcome.transaction(), outcome));
        block = committed.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted.", e);
    }
  }
}
