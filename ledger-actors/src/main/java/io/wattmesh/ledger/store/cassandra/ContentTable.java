package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.LedgerSpace.idempotent;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.cassandra.Database;
import io.wattmesh.proto.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bytes of any length up to some MiB, in parts. They are there once all parts of one writing are;
 * the parts of different writings are told apart by a version that follows from the bytes.
 */
final class ContentTable {
  /** What is in it. */
  enum Kind {
    OUTLINE,
    CERTIFICATE,
    BATCH,
    EPOCH,
    MANIFEST,
    CHUNK
  }

  static final int PART_BYTES = 256 * 1024;

  /** What a server's answer may hold at most is 16 MiB by default. */
  private static final int PARTS_A_PAGE = 16;

  private final LedgerSpace space;
  private final Database database;
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement look;
  private final PreparedStatement delete;

  ContentTable(LedgerSpace space) {
    this.space = space;
    this.database = space.database();
    this.insert =
        database.prepare(
            "INSERT INTO content (ledger, kind, id, version, part, parts, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.select =
        database.prepare(
            "SELECT version, parts, bytes FROM content WHERE ledger = ? AND kind = ? AND id = ?");
    this.look =
        database.prepare(
            "SELECT version, parts FROM content WHERE ledger = ? AND kind = ? AND id = ?");
    this.delete = database.prepare("DELETE FROM content WHERE ledger = ? AND kind = ? AND id = ?");
  }

  /** The writes, all of which must be done before the bytes are there. */
  List<BoundStatement> put(Kind kind, byte[] id, byte[] bytes) {
    int parts = Math.max(1, Math.ceilDiv(bytes.length, PART_BYTES));
    long version = ByteBuffer.wrap(Sha256.of(bytes).bytes()).getLong();
    var writes = new ArrayList<BoundStatement>(parts);
    for (int part = 0; part < parts; part++) {
      int from = part * PART_BYTES;
      int length = Math.min(PART_BYTES, bytes.length - from);
      writes.add(
          idempotent(
              insert,
              space.name(),
              kind.name(),
              ByteBuffer.wrap(id),
              version,
              part,
              parts,
              ByteBuffer.wrap(bytes, from, length).slice()));
    }
    return writes;
  }

  Optional<byte[]> get(Kind kind, byte[] id) {
    var versions = new TreeMap<Long, List<ByteBuffer>>();
    for (Row row : read(select, kind, id)) {
      List<ByteBuffer> parts =
          versions.computeIfAbsent(row.getLong("version"), _ -> new ArrayList<>());
      parts.add(row.getByteBuffer("bytes"));
      if (parts.size() == row.getInt("parts")) {
        return Optional.of(joined(parts));
      }
    }
    return Optional.empty();
  }

  private static byte[] joined(List<ByteBuffer> parts) {
    int length = parts.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer all = ByteBuffer.allocate(length);
    parts.forEach(part -> all.put(part.duplicate()));
    return all.array();
  }

  boolean has(Kind kind, byte[] id) {
    var seen = new TreeMap<Long, Integer>();
    for (Row row : read(look, kind, id)) {
      if (seen.merge(row.getLong("version"), 1, Integer::sum) == row.getInt("parts")) {
        return true;
      }
    }
    return false;
  }

  private List<Row> read(PreparedStatement statement, Kind kind, byte[] id) {
    return database.rows(
        idempotent(statement, space.name(), kind.name(), ByteBuffer.wrap(id))
            .setPageSize(PARTS_A_PAGE));
  }

  BoundStatement delete(Kind kind, byte[] id) {
    return idempotent(delete, space.name(), kind.name(), ByteBuffer.wrap(id));
  }
}
