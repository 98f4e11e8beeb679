package io.wattmesh.market.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.Migrations;
import io.wattmesh.cassandra.Owner;
import io.wattmesh.cassandra.ServerCheck;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.cassandra.life.LifeTable;
import io.wattmesh.market.store.cassandra.life.LivingBids;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bids in Cassandra: a partition for each bus and interval, and a list of the intervals. Bids of
 * one call are written many at a time.
 */
public final class CassandraBidStore implements BidStore {
  private record Place(int bus, long interval) {}

  private final Database database;
  private final boolean ownsDatabase;
  private final String home;
  private final PreparedStatement insert;
  private final PreparedStatement insertInterval;
  private final PreparedStatement select;
  private final PreparedStatement selectIntervals;
  private final PreparedStatement deleteOne;
  private final PreparedStatement delete;
  private final PreparedStatement deleteInterval;
  private final LifeTable lives;
  private final Set<Place> listed = new HashSet<>();

  private CassandraBidStore(Database database, boolean ownsDatabase, String home) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    this.home = home;
    this.lives = new LifeTable(database, home);
    this.insert =
        database.prepare(
            "INSERT INTO arrived_bids"
                + " (home, bus, interval, participant, tag, arrival_millis, envelope)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.insertInterval =
        database.prepare("INSERT INTO bid_intervals (home, bus, interval) VALUES (?, ?, ?)");
    this.select =
        database.prepare(
            "SELECT participant, arrival_millis, envelope FROM arrived_bids"
                + " WHERE home = ? AND bus = ? AND interval = ?");
    this.selectIntervals =
        database.prepare("SELECT interval FROM bid_intervals WHERE home = ? AND bus = ?");
    this.deleteOne =
        database.prepare(
            "DELETE FROM arrived_bids"
                + " WHERE home = ? AND bus = ? AND interval = ? AND participant = ? AND tag = ?");
    this.delete =
        database.prepare("DELETE FROM arrived_bids WHERE home = ? AND bus = ? AND interval = ?");
    this.deleteInterval =
        database.prepare("DELETE FROM bid_intervals WHERE home = ? AND bus = ? AND interval <= ?");
  }

  /**
   * Opens the store and brings its schema up to date.
   *
   * @param home whose bids these are: stores with different ones don't see each other's
   * @throws io.wattmesh.cassandra.CassandraException if the cluster cannot be reached, or its
   *     settings are unsafe
   */
  public static CassandraBidStore open(CassandraSettings settings, String home) {
    Database database = Database.open(settings);
    try {
      migrate(database);
      ServerCheck.requireSafe(database);
      return new CassandraBidStore(database, true, home);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Over a session that others use too and close themselves; its schema is there. */
  static CassandraBidStore over(Database database, String home) {
    return new CassandraBidStore(database, false, home);
  }

  static void migrate(Database database) {
    new Migrations("bids", CassandraBidStore.class).apply(database);
    LifeTable.migrate(database);
  }

  /**
   * Begins a life of a bus's aggregator, which ends the one before wherever that is; it ends with
   * this store.
   */
  public LivingBids begin(int bus) {
    return LivingBids.begin(this, lives, bus, Owner.unique());
  }

  private static BoundStatement idempotent(PreparedStatement statement, Object... values) {
    return statement.bind(values).setIdempotent(true);
  }

  @Override
  public synchronized void put(List<StoredBid> bids) {
    var fresh = new HashSet<Place>();
    var writes = new ArrayList<BoundStatement>();
    for (StoredBid bid : bids) {
      var place = new Place(bid.bus(), bid.interval());
      if (!listed.contains(place) && fresh.add(place)) {
        writes.add(idempotent(insertInterval, home, bid.bus(), bid.interval()));
      }
      writes.add(
          idempotent(
              insert,
              home,
              bid.bus(),
              bid.interval(),
              bid.participant(),
              ByteBuffer.wrap(bid.tag()),
              bid.arrivalMillis(),
              ByteBuffer.wrap(bid.envelope())));
    }
    database.executeAll(writes);
    listed.addAll(fresh);
  }

  @Override
  public List<StoredBid> load(int bus) {
    return intervals(bus).stream()
        .flatMap(
            interval ->
                database.rows(idempotent(select, home, bus, interval)).stream()
                    .map(row -> bid(bus, interval, row)))
        .toList();
  }

  private List<Long> intervals(int bus) {
    return database.rows(idempotent(selectIntervals, home, bus)).stream()
        .map(row -> row.getLong("interval"))
        .toList();
  }

  private static StoredBid bid(int bus, long interval, Row row) {
    ByteBuffer buffer = row.getByteBuffer("envelope");
    byte[] envelope = new byte[buffer.remaining()];
    buffer.get(envelope);
    return new StoredBid(
        bus, interval, row.getString("participant"), row.getLong("arrival_millis"), envelope);
  }

  @Override
  public void remove(List<StoredBid> bids) {
    database.executeAll(
        bids.stream()
            .map(
                bid ->
                    idempotent(
                        deleteOne,
                        home,
                        bid.bus(),
                        bid.interval(),
                        bid.participant(),
                        ByteBuffer.wrap(bid.tag())))
            .toList());
  }

  @Override
  public synchronized void removeUpTo(int bus, long interval) {
    List<BoundStatement> writes =
        intervals(bus).stream()
            .filter(stored -> stored <= interval)
            .map(stored -> idempotent(delete, home, bus, stored))
            .toList();
    if (!writes.isEmpty()) {
      database.executeAll(writes);
      database.execute(idempotent(deleteInterval, home, bus, interval));
    }
    listed.removeIf(place -> place.bus() == bus && place.interval() <= interval);
  }

  @Override
  public void close() {
    if (ownsDatabase) {
      database.close();
    }
  }
}
