package io.wattmesh.cluster.gateway;

import io.wattmesh.ledger.replication.CommittedBlock;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What became of the newest transactions, and who waits to hear of one. */
final class RecentOutcomes {
  static final int KEPT = 100_000;

  /** An outcome with the height of its block. */
  record Committed(long height, Outcome outcome) {}

  private final Map<Hash, Committed> kept;
  private final Map<Hash, List<CompletableFuture<Committed>>> waiting = new HashMap<>();
  private long height;

  RecentOutcomes() {
    this(KEPT);
  }

  /**
   * @param most so many outcomes are kept, the newest
   */
  RecentOutcomes(int most) {
    this.kept =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Hash, Committed> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * The first outcome of a transaction counts: of the same bytes again it says that they are known.
   */
  synchronized void onBlock(CommittedBlock block) {
    height = block.header().height();
    for (Outcome outcome : block.outcomes()) {
      Committed committed =
          kept.computeIfAbsent(outcome.transaction(), id -> new Committed(height, outcome));
      List<CompletableFuture<Committed>> hearers = waiting.remove(outcome.transaction());
      if (hearers != null) {
        hearers.forEach(hearer -> hearer.complete(committed));
      }
    }
  }

  /** The height of the last block. */
  synchronized long height() {
    return height;
  }

  synchronized Optional<Committed> find(Hash transaction) {
    return Optional.ofNullable(kept.get(transaction));
  }

  /** Is done when the transaction is committed; whoever gives up waiting must say so. */
  synchronized CompletableFuture<Committed> await(Hash transaction) {
    Committed known = kept.get(transaction);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    var hearer = new CompletableFuture<Committed>();
    waiting.computeIfAbsent(transaction, id -> new ArrayList<>()).add(hearer);
    return hearer;
  }

  synchronized void giveUp(Hash transaction, CompletableFuture<Committed> hearer) {
    hearer.cancel(false);
    waiting.computeIfPresent(
        transaction,
        (id, hearers) -> {
          hearers.removeIf(CompletableFuture::isDone);
          return hearers.isEmpty() ? null : hearers;
        });
  }

  /** How many wait. */
  synchronized int waiting() {
    return waiting.size();
  }
}
