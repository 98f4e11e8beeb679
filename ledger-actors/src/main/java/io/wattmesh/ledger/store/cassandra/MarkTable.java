package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.LedgerSpace.idempotent;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.ArrayList;
import java.util.List;

/** Which numbers of a kind there are: few, and read where a range of them is looked for. */
final class MarkTable {
  /** What is marked. */
  enum Kind {
    /** Windows of committed heights. */
    COMMITS,
    /** Windows of heights at which blocks wait. */
    BLOCKS,
    /** Windows of rounds in which waiting batches expire. */
    BATCHES,
    /** Ends of epochs, by the epoch. */
    EPOCHS,
    /** Heights of whole snapshots. */
    SNAPSHOTS,
    /** Heights of which chunks may be there; the note says how many. */
    CHUNKS,
    /** The height of the snapshot that is being fetched. */
    INCOMING,
    /** The height of one that is fetched and becomes the store's own just now. */
    INSTALLING
  }

  private final LedgerSpace space;
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement delete;

  MarkTable(LedgerSpace space) {
    this.space = space;
    this.insert =
        space
            .database()
            .prepare("INSERT INTO marks (ledger, kind, mark, note) VALUES (?, ?, ?, ?)");
    this.select =
        space
            .database()
            .prepare("SELECT mark, note FROM marks WHERE ledger = ? AND kind = ? AND mark >= ?");
    this.delete =
        space.database().prepare("DELETE FROM marks WHERE ledger = ? AND kind = ? AND mark = ?");
  }

  record Mark(long number, int note) {}

  void put(Kind kind, long number) {
    put(kind, number, 0);
  }

  void put(Kind kind, long number, int note) {
    space.database().execute(idempotent(insert, space.name(), kind.name(), number, note));
  }

  /** Those from a number on, rising. */
  List<Mark> from(Kind kind, long number) {
    var found = new ArrayList<Mark>();
    for (Row row : space.database().rows(idempotent(select, space.name(), kind.name(), number))) {
      found.add(new Mark(row.getLong("mark"), row.getInt("note")));
    }
    return found;
  }

  List<Long> all(Kind kind) {
    return from(kind, Long.MIN_VALUE).stream().map(Mark::number).toList();
  }

  BoundStatement delete(Kind kind, long number) {
    return idempotent(delete, space.name(), kind.name(), number);
  }
}
