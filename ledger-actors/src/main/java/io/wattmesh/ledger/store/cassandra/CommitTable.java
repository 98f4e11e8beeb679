package io.wattmesh.ledger.store.cassandra;

import static io.wattmesh.ledger.store.cassandra.LedgerSpace.idempotent;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which block of a height is committed. The last one is the one of the highest row, not a row of
 * its own that is written over: what an incarnation writes late can so never take it back.
 */
final class CommitTable {
  private static final long WINDOW = 256;

  private final LedgerSpace space;
  private final MarkTable marks;
  private final PreparedStatement insert;
  private final PreparedStatement select;
  private final PreparedStatement last;
  private final PreparedStatement range;
  private final PreparedStatement deleteBelow;
  private final PreparedStatement deleteWindow;
  private final Set<Long> windows = ConcurrentHashMap.newKeySet();

  CommitTable(LedgerSpace space, MarkTable marks) {
    this.space = space;
    this.marks = marks;
    this.insert =
        prepare(
            "INSERT INTO commits (ledger, window, height, block_id, proof, batches)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
    this.select =
        prepare(
            "SELECT height, block_id FROM commits WHERE ledger = ? AND window = ? AND height = ?");
    this.last =
        prepare(
            "SELECT height, block_id, proof FROM commits WHERE ledger = ? AND window = ? LIMIT 1");
    this.range =
        prepare(
            "SELECT height, block_id, batches FROM commits WHERE ledger = ? AND window = ?"
                + " AND height <= ?");
    this.deleteBelow =
        prepare("DELETE FROM commits WHERE ledger = ? AND window = ? AND height < ?");
    this.deleteWindow = prepare("DELETE FROM commits WHERE ledger = ? AND window = ?");
  }

  private PreparedStatement prepare(String cql) {
    return space.database().prepare(cql);
  }

  /** A committed block, with the digests of its batches. */
  record Committed(long height, Hash id, List<Hash> batches) {}

  private static long window(long height) {
    return Math.floorDiv(height, WINDOW);
  }

  /** The highest one. */
  Optional<CommitMark> tip() {
    List<Long> all = marks.all(MarkTable.Kind.COMMITS);
    windows.addAll(all);
    for (long window : all.reversed()) {
      // A window may be marked and empty, if the process died in between.
      for (Row row : space.database().rows(idempotent(last, space.name(), window))) {
        CommitProof proof =
            CanonicalReader.readAll(
                LedgerSpace.bytes(row.getByteBuffer("proof")), CommitProof::read);
        return Optional.of(new CommitMark(row.getLong("height"), id(row), proof));
      }
    }
    return Optional.empty();
  }

  private static Hash id(Row row) {
    return Hash.of(LedgerSpace.bytes(row.getByteBuffer("block_id")));
  }

  /** The write; its window is marked before. */
  BoundStatement put(CommitMark mark, List<Hash> batches) {
    long window = window(mark.height());
    if (!windows.contains(window)) {
      marks.put(MarkTable.Kind.COMMITS, window);
      windows.add(window);
    }
    var proof = new CanonicalWriter();
    mark.proof().write(proof);
    return idempotent(
        insert,
        space.name(),
        window,
        mark.height(),
        LedgerSpace.buffer(mark.blockId()),
        ByteBuffer.wrap(proof.toByteArray()),
        batches.stream().map(LedgerSpace::buffer).toList());
  }

  Optional<Hash> at(long height) {
    return space.database().rows(idempotent(select, space.name(), window(height), height)).stream()
        .findFirst()
        .map(CommitTable::id);
  }

  /** The windows that begin at or below a height, rising. */
  List<Long> windowsThrough(long height) {
    return windows.stream().filter(window -> window <= window(height)).sorted().toList();
  }

  List<Committed> through(long window, long height) {
    return space.database().rows(idempotent(range, space.name(), window, height)).stream()
        .map(
            row ->
                new Committed(
                    row.getLong("height"),
                    id(row),
                    row.getList("batches", ByteBuffer.class).stream()
                        .map(bytes -> Hash.of(LedgerSpace.bytes(bytes)))
                        .toList()))
        .toList();
  }

  /** Forgets the rows of a window below a height; all of them, if it ends below. */
  void forget(long window, long belowHeight) {
    if (window < window(belowHeight)) {
      space.database().execute(idempotent(deleteWindow, space.name(), window));
      space.database().execute(marks.delete(MarkTable.Kind.COMMITS, window));
      windows.remove(window);
    } else {
      space.database().execute(idempotent(deleteBelow, space.name(), window, belowHeight));
    }
  }
}
