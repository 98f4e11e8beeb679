package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.cassandra.CassandraException;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.UnknownOutcomeException;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.store.cassandra.StoredSafety.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one row that everything which a validator signs must be in first. Whoever opens it claims it
 * by a higher incarnation, and from then on no statement of an older one holds. One compare-and-set
 * is under way at a time; one whose outcome is not known is read back at SERIAL, and then done,
 * tried again with the same bytes, or given up for good.
 */
final class SafetyTable {
  private static final int CLAIMS = 20;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final LedgerSpace space;
  private final Database database;
  private final SafetyStatements statements;
  private final String owner;
  private OptionalLong incarnation = OptionalLong.empty();
  private Optional<SafetyRow> row = Optional.empty();
  private Optional<FencedException> fenced = Optional.empty();

  /**
   * @param owner who opens it, unlike any other's
   */
  SafetyTable(LedgerSpace space, String owner) {
    this.space = space;
    this.database = space.database();
    this.statements = new SafetyStatements(space);
    this.owner = owner;
  }

  /** Reads the row without claiming it. */
  Optional<SafetyRow> read() {
    return readStored().map(StoredSafety::row);
  }

  private Optional<StoredSafety> readStored() {
    List<Row> found = database.rows(statements.read());
    return found.stream().findFirst().map(StoredSafety::of);
  }

  /**
   * Makes the row this incarnation's, if there is one.
   *
   * @throws CassandraException if others claim it all the time
   */
  synchronized void claim() {
    long pauseNanos = FIRST_PAUSE_NANOS;
    for (int attempt = 0; attempt < CLAIMS; attempt++) {
      Optional<StoredSafety> found = readStored();
      if (found.isEmpty()) {
        return;
      }
      if (found.get().owner().equals(owner)) {
        incarnation = OptionalLong.of(found.get().incarnation());
        row = Optional.of(found.get().row());
        return;
      }
      compareAndSet(statements.claim(found.get().incarnation(), owner));
      pauseNanos = attempt == 0 ? pauseNanos : pause(pauseNanos);
    }
    throw new CassandraException(
        "The safety row of %s cannot be claimed: others claim it all the time. See that one process alone runs this validator."
            .formatted(space.validator()));
  }

  /** Whether it was applied; if that is not known, false, for the row is read then anyway. */
  private boolean compareAndSet(BoundStatement conditional) {
    try {
      return database.compareAndSet(conditional).wasApplied();
    } catch (UnknownOutcomeException e) {
      return false;
    }
  }

  synchronized Optional<SafetyRow> row() {
    return row;
  }

  /**
   * Writes the first row of a validator.
   *
   * @param hasBlocks whether there is a block: then a missing row means lost votes
   */
  synchronized void begin(SafetyRow first, boolean hasBlocks) {
    if (hasBlocks) {
      throw new IllegalStateException(
          ("The store of %s has blocks but no safety row: this validator may have voted and must not"
                  + " vote again under its key. Restore the row or replace the key.")
              .formatted(space.validator()));
    }
    long endNanos = endNanos();
    for (long pauseNanos = FIRST_PAUSE_NANOS; ; pauseNanos = pause(pauseNanos)) {
      boolean applied = compareAndSet(statements.genesis(1, owner, first));
      Optional<StoredSafety> found = applied ? Optional.empty() : readStored();
      if (found.isPresent() && !found.get().owner().equals(owner)) {
        throw fence(found.get());
      }
      if (applied || found.isPresent()) {
        incarnation = OptionalLong.of(1);
        row = Optional.of(first);
        return;
      }
      requireTime(endNanos);
    }
  }

  private long endNanos() {
    return System.nanoTime() + database.settings().patience().toNanos();
  }

  /**
   * Replaces the row, durably.
   *
   * @throws FencedException if another incarnation has the row, then and ever after
   * @throws CassandraException if it cannot be said that it was written: nothing that rests on it
   *     may leave
   */
  synchronized void replace(SafetyRow wanted) {
    if (fenced.isPresent()) {
      throw fenced.get();
    }
    SafetyRow before = row.orElseThrow();
    SafetyChange change = SafetyChange.between(before, wanted);
    if (change != SafetyChange.NONE) {
      write(change, before, wanted);
      row = Optional.of(wanted);
    }
  }

  private void write(SafetyChange change, SafetyRow before, SafetyRow wanted) {
    long mine = incarnation.orElseThrow();
    BoundStatement statement = statements.of(change, mine, before, wanted);
    long endNanos = endNanos();
    for (long pauseNanos = FIRST_PAUSE_NANOS; ; pauseNanos = pause(pauseNanos)) {
      if (compareAndSet(statement)) {
        return;
      }
      StoredSafety found = readStored().orElseThrow(this::lost);
      Outcome outcome = found.judge(mine, owner, before, wanted);
      switch (outcome) {
        case WRITTEN -> {
          return;
        }
        case FENCED -> throw fence(found);
        case FOREIGN -> throw foreign(found, wanted);
        case NOT_WRITTEN -> requireTime(endNanos);
      }
    }
  }

  private static long pause(long nanos) {
    LockSupport.parkNanos(nanos);
    return Math.min(2 * nanos, LONGEST_PAUSE_NANOS);
  }

  private void requireTime(long endNanos) {
    if (System.nanoTime() > endNanos) {
      throw new CassandraException(
          "The safety row of %s could not be written within %s. Nothing that rests on it was sent; mend the cluster and start again."
              .formatted(space.validator(), database.settings().patience()));
    }
  }

  private FencedException fence(StoredSafety found) {
    var exception =
        new FencedException(
            ("Validator %s is run elsewhere: incarnation %d of its row is %s, this one is %s. This"
                    + " one signs no more. Stop one of the two; whichever starts last has the row.")
                .formatted(
                    space.validator(),
                    found.incarnation(),
                    found.owner(),
                    incarnation.isPresent()
                        ? "incarnation %d, %s".formatted(incarnation.getAsLong(), owner)
                        : owner));
    fenced = Optional.of(exception);
    return exception;
  }

  private CassandraException foreign(StoredSafety found, SafetyRow wanted) {
    return new CassandraException(
        ("The safety row of %s (voted %d, timed out %d, proposed %d) is neither what this incarnation"
                + " wrote last nor what it would write (voted %d, timed out %d, proposed %d): somebody"
                + " else writes it under incarnation %d. Nothing is sent; find who does.")
            .formatted(
                space.validator(),
                found.row().lastVotedRound(),
                found.row().highestTimeoutRound(),
                found.row().lastProposalRound(),
                wanted.lastVotedRound(),
                wanted.highestTimeoutRound(),
                wanted.lastProposalRound(),
                found.incarnation()));
  }

  private CassandraException lost() {
    return new CassandraException(
        "The safety row of %s is gone. This validator may have voted and must not vote again under its key: restore the row or replace the key."
            .formatted(space.validator()));
  }
}
