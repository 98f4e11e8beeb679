package io.wattmesh.market.store.cassandra.life;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.Migrations;
import io.wattmesh.cassandra.UnknownOutcomeException;
import java.util.Optional;

/** The rows of all aggregators of one home, and what is done to them. */
public final class LifeTable {
  private final Database database;
  private final String home;
  private final PreparedStatement read;
  private final PreparedStatement first;
  private final PreparedStatement claim;
  private final PreparedStatement close;

  /**
   * A row.
   *
   * @param incarnation rises with each claim
   * @param owner who claimed it last, for people, and no two alike
   * @param closedInterval the last interval whose book was closed; -1 if there is none
   */
  record Held(long incarnation, String owner, long closedInterval) {}

  /**
   * @param home whose aggregators these are
   */
  public LifeTable(Database database, String home) {
    this.database = database;
    this.home = home;
    this.read =
        database.prepare(
            "SELECT incarnation, owner, closed_interval FROM aggregator_lives"
                + " WHERE home = ? AND bus = ?");
    this.first =
        database.prepare(
            "INSERT INTO aggregator_lives (home, bus, incarnation, owner, closed_interval)"
                + " VALUES (?, ?, 1, ?, -1) IF NOT EXISTS");
    this.claim =
        database.prepare(
            "UPDATE aggregator_lives SET incarnation = ?, owner = ? WHERE home = ? AND bus = ?"
                + " IF incarnation = ? AND closed_interval = ?");
    this.close =
        database.prepare(
            "UPDATE aggregator_lives SET closed_interval = ? WHERE home = ? AND bus = ?"
                + " IF incarnation = ? AND owner = ? AND closed_interval < ?");
  }

  public static void migrate(Database database) {
    new Migrations("aggregator-lives", LifeTable.class).apply(database);
  }

  /** Whose bids these are. */
  String home() {
    return home;
  }

  Database database() {
    return database;
  }

  /** The row as it is, with whatever was under way brought to its end before. */
  Optional<Held> read(int bus) {
    return database
        .rows(read.bind(home, bus).setConsistencyLevel(ConsistencyLevel.SERIAL).setIdempotent(true))
        .stream()
        .findFirst()
        .map(LifeTable::held);
  }

  private static Held held(Row row) {
    return new Held(
        row.getLong("incarnation"), row.getString("owner"), row.getLong("closed_interval"));
  }

  boolean begin(int bus, String owner) {
    return compareAndSet(first.bind(home, bus, owner));
  }

  boolean claim(int bus, Held before, String owner) {
    return compareAndSet(
        claim.bind(
            Math.addExact(before.incarnation(), 1),
            owner,
            home,
            bus,
            before.incarnation(),
            before.closedInterval()));
  }

  boolean close(int bus, Held mine, long interval) {
    return compareAndSet(
        close.bind(interval, home, bus, mine.incarnation(), mine.owner(), interval));
  }

  /** Whether it was applied; if that is not known, false, for the row is read then anyway. */
  private boolean compareAndSet(BoundStatement conditional) {
    try {
      return database
          .compareAndSet(
              conditional
                  .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                  .setSerialConsistencyLevel(ConsistencyLevel.SERIAL)
                  .setIdempotent(false))
          .wasApplied();
    } catch (UnknownOutcomeException e) {
      return false;
    }
  }
}
