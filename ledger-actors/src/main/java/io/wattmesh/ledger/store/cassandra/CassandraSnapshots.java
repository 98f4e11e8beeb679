package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.wattmesh.cassandra.Database;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.ledger.store.SnapshotStore;
import io.wattmesh.ledger.store.cassandra.ContentTable.Kind;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * The part of the store that has snapshots, and what is fetched of one. A snapshot is there once it
 * is marked, which is the last of its writes and the first that is undone.
 */
final class CassandraSnapshots implements SnapshotStore {
  private final Database database;
  private final ContentTable content;
  private final MarkTable marks;
  private final CassandraBlocks blocks;
  private volatile Optional<SnapshotManifest> incoming;
  private final AtomicLong prunedBelow = new AtomicLong();

  CassandraSnapshots(
      LedgerSpace space, ContentTable content, MarkTable marks, CassandraBlocks blocks) {
    this.database = space.database();
    this.content = content;
    this.marks = marks;
    this.blocks = blocks;
    this.incoming =
        marks.all(MarkTable.Kind.INCOMING).stream()
            .map(this::manifest)
            .flatMap(Optional::stream)
            .findFirst();
  }

  /** A process that died while it installed a snapshot is overtaken here. */
  void finish() {
    for (long height : marks.all(MarkTable.Kind.INSTALLING)) {
      finish(manifest(height).orElseThrow());
    }
  }

  private static byte[] key(long height) {
    return new CanonicalWriter().i64(height).toByteArray();
  }

  private static byte[] key(long height, int index) {
    return new CanonicalWriter().i64(height).i32(index).toByteArray();
  }

  private void putManifest(SnapshotManifest manifest) {
    database.executeAll(content.put(Kind.MANIFEST, key(manifest.height()), manifest.toBytes()));
  }

  private Optional<SnapshotManifest> manifest(long height) {
    return content.get(Kind.MANIFEST, key(height)).map(SnapshotManifest::ofBytes);
  }

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    long height = manifest.height();
    int count = manifest.cut().chunks();
    marks.put(MarkTable.Kind.CHUNKS, height, count);
    for (int index = 0; index < count; index++) {
      database.executeAll(content.put(Kind.CHUNK, key(height, index), chunks.apply(index)));
    }
    putManifest(manifest);
    if (height >= prunedBelow.get()) {
      marks.put(MarkTable.Kind.SNAPSHOTS, height);
    } // Otherwise it was pruned while it was made, below one that came from others.
  }

  @Override
  public List<Long> snapshotHeights() {
    return marks.all(MarkTable.Kind.SNAPSHOTS);
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    return snapshotHeights().contains(height) ? manifest(height) : Optional.empty();
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    return content.get(Kind.CHUNK, key(height, index));
  }

  @Override
  public void pruneThrough(long height) {
    prunedBelow.accumulateAndGet(height, Math::max);
    long kept = incoming.map(SnapshotManifest::height).orElse(-1L);
    for (MarkTable.Mark mark : marks.from(MarkTable.Kind.CHUNKS, Long.MIN_VALUE)) {
      if (mark.number() < height && mark.number() != kept) {
        database.execute(marks.delete(MarkTable.Kind.SNAPSHOTS, mark.number()));
        deleteContent(mark.number(), mark.note());
        database.execute(marks.delete(MarkTable.Kind.CHUNKS, mark.number()));
      }
    }
    blocks.pruneThrough(height);
  }

  private void deleteContent(long height, int chunks) {
    var writes = new ArrayList<BoundStatement>();
    for (int index = 0; index < chunks; index++) {
      writes.add(content.delete(Kind.CHUNK, key(height, index)));
    }
    writes.add(content.delete(Kind.MANIFEST, key(height)));
    database.executeAll(writes);
  }

  Optional<SnapshotManifest> incoming() {
    return incoming;
  }

  Optional<byte[]> incomingChunk(int index) {
    return incoming.flatMap(manifest -> snapshotChunk(manifest.height(), index));
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    if (incoming.isPresent()) {
      long before = incoming.get().height();
      incoming = Optional.empty();
      database.execute(marks.delete(MarkTable.Kind.INCOMING, before));
      deleteContent(before, chunks(before));
    }
    deleteContent(manifest.height(), chunks(manifest.height()));
    marks.put(MarkTable.Kind.CHUNKS, manifest.height(), manifest.cut().chunks());
    putManifest(manifest);
    marks.put(MarkTable.Kind.INCOMING, manifest.height());
    incoming = Optional.of(manifest);
  }

  /** How many chunks of a height may be there. */
  private int chunks(long height) {
    return marks.from(MarkTable.Kind.CHUNKS, height).stream()
        .filter(mark -> mark.number() == height)
        .mapToInt(MarkTable.Mark::note)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    long height = incoming.orElseThrow().height();
    database.executeAll(content.put(Kind.CHUNK, key(height, index), chunk));
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    boolean isIncoming =
        incoming.filter(known -> known.blockId().equals(manifest.blockId())).isPresent();
    if (!isIncoming || manifest.height() <= blocks.tipHeight()) {
      throw new IllegalStateException(
          "The %s is not being fetched, or is not above the last committed block."
              .formatted(manifest));
    }
    marks.put(MarkTable.Kind.INSTALLING, manifest.height());
    finish(manifest);
  }

  /** Once this has begun it is brought to its end, by whoever opens the store next if need be. */
  private void finish(SnapshotManifest manifest) {
    long height = manifest.height();
    marks.put(MarkTable.Kind.SNAPSHOTS, height);
    if (height > blocks.tipHeight()) {
      blocks.moveTip(new CommitMark(height, manifest.blockId(), manifest.proof()));
    }
    incoming = Optional.empty();
    database.execute(marks.delete(MarkTable.Kind.INCOMING, height));
    database.execute(marks.delete(MarkTable.Kind.INSTALLING, height));
    // There is a gap below the snapshot, which nobody can be served over.
    pruneThrough(height);
  }
}
