package io.wattmesh.load.drill;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is under way for an interval. Several intervals are, so each is in some phase. */
enum Phase {
  /** Some of its bids are acknowledged, and its gate is open. */
  BIDDING {
    @Override
    long await(DrillCluster cluster, int asked) throws Exception {
      return cluster.watch().awaitBids(cluster.openInterval() + 1);
    }

    @Override
    boolean holds(LedgerFacts facts, long interval, Instant at) {
      return at.isBefore(facts.gateClosure(interval));
    }
  },
  /** Its gate is closed, and its books are not all in the ledger. */
  BOOKS {
    @Override
    long await(DrillCluster cluster, int asked) throws Exception {
      long interval = cluster.openInterval();
      cluster.watch().awaitInstant(cluster.gateClosure(interval));
      return interval;
    }

    @Override
    boolean holds(LedgerFacts facts, long interval, Instant at) {
      return !at.isBefore(facts.gateClosure(interval))
          && facts.frozenAt(interval).map(at::isBefore).orElse(true);
    }
  },
  /** Its books are in the ledger and frozen, and no clearing is yet. */
  CLEARING {
    @Override
    long await(DrillCluster cluster, int asked) throws Exception {
      long interval = cluster.openInterval();
      cluster.watch().awaitInstant(cluster.gateClosure(interval));
      cluster.watch().awaitFrozen(asked);
      return interval;
    }

    @Override
    boolean holds(LedgerFacts facts, long interval, Instant at) {
      return facts.frozenAt(interval).map(frozen -> !at.isBefore(frozen)).orElse(false)
          && facts.decidedAt(interval).map(at::isBefore).orElse(true);
    }
  },
  /** Its delivery has ended, and it is not settled, for which its readings are needed. */
  READING {
    @Override
    long await(DrillCluster cluster, int asked) throws Exception {
      long interval = Math.max(0, cluster.intervalInDelivery());
      cluster.watch().awaitInstant(cluster.deliveryEnd(interval));
      return interval;
    }

    @Override
    boolean holds(LedgerFacts facts, long interval, Instant at) {
      return !at.isBefore(facts.deliveryEnd(interval))
          && facts.settledAt(interval).map(at::isBefore).orElse(true);
    }
  };

  /**
   * Waits until an interval has come into this phase.
   *
   * @param asked a node that may be asked how far the ledger is
   * @return the interval
   */
  abstract long await(DrillCluster cluster, int asked) throws Exception;

  /**
   * Whether an interval was in this phase, by the times of the blocks that ended it. A block has
   * the time of its proposal, a little before it is committed.
   */
  abstract boolean holds(LedgerFacts facts, long interval, Instant at);

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(Phase::key).toList();
  }

  static Optional<Phase> of(String key) {
    return Arrays.stream(values()).filter(phase -> phase.key().equals(key)).findFirst();
  }
}
