package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.LedgerSpace.idempotent;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ids that wait, by a rising number, in windows of which each is a partition. Windows are forgotten
 * whole: a partition from which rows are taken one by one would be walked over by every later read.
 */
final class WaitingTable {
  private final LedgerSpace space;
  private final MarkTable marks;
  private final MarkTable.Kind kind;
  private final long width;
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement delete;
  private final PreparedStatement deleteWindow;
  private final Set<Long> windows = new HashSet<>();

  WaitingTable(LedgerSpace space, MarkTable marks, MarkTable.Kind kind, long width) {
    this.space = space;
    this.marks = marks;
    this.kind = kind;
    this.width = width;
    this.insert =
        space
            .database()
            .prepare(
                "INSERT INTO waiting (ledger, kind, window, position, id) VALUES (?, ?, ?, ?, ?)");
    this.select =
        space
            .database()
            .prepare(
                "SELECT position, id FROM waiting WHERE ledger = ? AND kind = ? AND window = ?");
    this.delete =
        space
            .database()
            .prepare(
                "DELETE FROM waiting WHERE ledger = ? AND kind = ? AND window = ? AND position = ?"
                    + " AND id = ?");
    this.deleteWindow =
        space
            .database()
            .prepare("DELETE FROM waiting WHERE ledger = ? AND kind = ? AND window = ?");
  }

  record Waiting(long position, Hash id) {}

  /** Reads what waits from a number on, and remembers which windows there are. */
  List<Waiting> read(long from) {
    var found = new ArrayList<Waiting>();
    for (long window : marks.all(kind)) {
      windows.add(window);
      if (window >= window(from)) {
        read(window, from, found);
      }
    }
    return found;
  }

  private void read(long window, long from, List<Waiting> found) {
    for (Row row : space.database().rows(idempotent(select, space.name(), kind.name(), window))) {
      var waiting =
          new Waiting(row.getLong("position"), Hash.of(LedgerSpace.bytes(row.getByteBuffer("id"))));
      if (waiting.position() >= from) {
        found.add(waiting);
      }
    }
  }

  private long window(long position) {
    return Math.floorDiv(position, width);
  }

  /** The write; its window is marked before. */
  BoundStatement put(long position, Hash id) {
    if (!windows.contains(window(position))) {
      marks.put(kind, window(position));
      windows.add(window(position));
    }
    return idempotent(
        insert, space.name(), kind.name(), window(position), position, LedgerSpace.buffer(id));
  }

  BoundStatement delete(long position, Hash id) {
    return idempotent(
        delete, space.name(), kind.name(), window(position), position, LedgerSpace.buffer(id));
  }

  /** Forgets whole windows below a number. */
  void forgetBelow(long position) {
    List<Long> below = windows.stream().filter(window -> window < window(position)).toList();
    for (long window : below) {
      space.database().execute(idempotent(deleteWindow, space.name(), kind.name(), window));
      space.database().execute(marks.delete(kind, window));
      windows.remove(window);
    }
  }
}
