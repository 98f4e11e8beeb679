package io.wattmesh.ledger.store;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The embedded store: RocksDB, one folder a validator, locked against a second process; every write
 * is one synced batch.
 *
 * <pre>
 *   'b' block id            the block's outline and its parent's quorum certificate
 *   't' digest              a batch
 *   'q' expiry, digest      empty: the batch is in no committed block
 *   'h' height              id of the committed block
 *   'p' height, block id    empty: the block waits to be committed
 *   's'                     the safety row
 *   'e' epoch               the end of the epoch
 *   'c'                     the last committed block's height, id and commit proof
 *   'S' height              manifest of a whole snapshot
 *   'K' height, index       a chunk of a snapshot, whole or being fetched
 *   'i'                     manifest of the snapshot that is being fetched
 * </pre>
 */
public final class RocksLedgerStore implements LedgerStore {
  private static final byte[] SAFETY = {'s'};
  private static final byte[] COMMIT = {'c'};
  private static final byte[] INCOMING = {'i'};

  /** How many blocks are pruned at once. */
  private static final int PRUNED_AT_ONCE = 256;

  private final Options options;
  private final WriteOptions synced;
  private final RocksDB db;

  /** Snapshots are read and written beside the validator; none may touch a closed database. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  private RocksLedgerStore(Options options, WriteOptions synced, RocksDB db) {
    this.options = options;
    this.synced = synced;
    this.db = db;
  }

  /**
   * @throws IllegalStateException if the folder cannot be opened, above all because another process
   *     has it open
   */
  public static RocksLedgerStore open(Path folder) {
    RocksDB.loadLibrary();
    makeFolder(folder);
    var options = new Options().setCreateIfMissing(true).setParanoidChecks(true);
    try {
      return new RocksLedgerStore(
          options, new WriteOptions().setSync(true), RocksDB.open(options, folder.toString()));
    } catch (RocksDBException e) {
      options.close();
      throw new IllegalStateException(
          "The ledger store %s cannot be opened: %s. Is another process using it?"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The ledger store's folder %s cannot be made: %s.".formatted(folder, e), e);
    }
  }

  @Override
  public void putBlock(LinkedBlock linked) {
    Hash id = linked.block().id();
    var out = new CanonicalWriter();
    linked.block().outline().write(out);
    linked.parentCertificate().write(out);
    write(
        batch -> {
          batch.put(blockKey(id), out.toByteArray());
          for (CertifiedBatch certified : linked.block().batches()) {
            put(batch, certified.batch());
          }
          if (linked.block().header().height() > tip().map(CommitMark::height).orElse(0L)) {
            batch.put(pendingKey(linked.block().header().height(), id), new byte[0]);
          }
        });
  }

  @Override
  public void putBatch(Batch batch) {
    write(changes -> put(changes, batch));
  }

  private void put(WriteBatch changes, Batch batch) throws RocksDBException {
    if (get(batchKey(batch.digest())).isEmpty()) {
      changes.put(batchKey(batch.digest()), batch.toBytes());
      changes.put(waitingKey(batch.ack().expiryRound(), batch.digest()), new byte[0]);
    }
  }

  @Override
  public List<Batch> batches() {
    return waiting(Long.MAX_VALUE).stream().map(this::batch).toList();
  }

  /** Digests of the batches in no committed block that expire before a round. */
  private List<Hash> waiting(long beforeRound) {
    var digests = new ArrayList<Hash>();
    try (var read = new ReadOptions();
        RocksIterator at = db.newIterator(read)) {
      for (at.seek(waitingKey(0, Hash.ZERO)); at.isValid() && at.key()[0] == 'q'; at.next()) {
        var key = new CanonicalReader(at.key());
        key.u8();
        if (key.i64() >= beforeRound) {
          break;
        }
        digests.add(key.hash());
      }
    }
    return digests;
  }

  private Batch batch(Hash digest) {
    return get(batchKey(digest))
        .map(bytes -> CanonicalReader.readAll(bytes, Batch::read))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The ledger store lacks batch %s: it is damaged. Restore it from another validator's."
                        .formatted(digest)));
  }

  @Override
  public void putSafetyRow(SafetyRow row) {
    write(batch -> batch.put(SAFETY, row.toBytes()));
  }

  @Override
  public Optional<SafetyRow> safetyRow() {
    return get(SAFETY).map(SafetyRow::ofBytes);
  }

  @Override
  public void putCommit(long height, Hash blockId, CommitProof proof) {
    Optional<byte[]> known = get(heightKey(height));
    if (known.isPresent()) {
      requireSame(height, Hash.of(known.get()), blockId);
      return;
    }
    long expected = tip().map(CommitMark::height).orElse(0L) + 1;
    if (height != expected) {
      throw new IllegalStateException(
          "Height %d is committed while %d is the next one.".formatted(height, expected));
    }
    var mark = new CanonicalWriter().i64(height).hash(blockId);
    proof.write(mark);
    Optional<Outline> committed = outline(blockId);
    long round = committed.map(block -> block.outline().header().round()).orElse(0L);
    Set<Hash> kept = batchesAbove(height);
    write(
        batch -> {
          batch.put(heightKey(height), blockId.bytes());
          batch.put(COMMIT, mark.toByteArray());
          batch.deleteRange(pendingKey(0, Hash.ZERO), pendingKey(height + 1, Hash.ZERO));
          for (BatchCertificate had :
              committed.map(block -> block.outline().certificates()).orElse(List.of())) {
            batch.delete(waitingKey(had.content().expiryRound(), had.digest()));
            kept.add(had.digest());
          }
          prune(batch, round, kept);
        });
  }

  private void prune(WriteBatch changes, long round, Set<Hash> kept) throws RocksDBException {
    for (Hash digest : waiting(round)) {
      if (!kept.contains(digest)) {
        changes.delete(waitingKey(batch(digest).ack().expiryRound(), digest));
        changes.delete(batchKey(digest));
      }
    }
  }

  /** Digests of the batches of blocks above a height, which are not committed. */
  private Set<Hash> batchesAbove(long height) {
    var digests = new HashSet<Hash>();
    for (Hash id : pending(height + 1)) {
      outline(id)
          .ifPresent(
              block ->
                  block.outline().certificates().stream()
                      .map(BatchCertificate::digest)
                      .forEach(digests::add));
    }
    return digests;
  }

  private static void requireSame(long height, Hash known, Hash blockId) {
    if (!known.equals(blockId)) {
      throw new IllegalStateException(
          "Two blocks of height %d are committed: %s before, %s now."
              .formatted(height, known, blockId));
    }
  }

  @Override
  public void putEpoch(EpochChange change) {
    write(batch -> batch.put(epochKey(change.epoch()), change.toBytes()));
  }

  @Override
  public List<EpochChange> epochs() {
    var changes = new ArrayList<EpochChange>();
    try (var read = new ReadOptions();
        RocksIterator at = db.newIterator(read)) {
      for (at.seek(epochKey(0)); at.isValid() && at.key()[0] == 'e'; at.next()) {
        changes.add(CanonicalReader.readAll(at.value(), EpochChange::read));
      }
    }
    return changes;
  }

  @Override
  public Optional<CommitMark> tip() {
    return get(COMMIT)
        .map(
            bytes ->
                CanonicalReader.readAll(
                    bytes, in -> new CommitMark(in.i64(), in.hash(), CommitProof.read(in))));
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    return get(heightKey(height)).map(Hash::of).flatMap(this::block);
  }

  private record Outline(BlockOutline outline, QuorumCertificate parentCertificate) {
    static Outline read(CanonicalReader in) {
      return new Outline(BlockOutline.read(in), QuorumCertificate.read(in));
    }
  }

  private Optional<Outline> outline(Hash id) {
    return get(blockKey(id)).map(bytes -> CanonicalReader.readAll(bytes, Outline::read));
  }

  private Optional<LinkedBlock> block(Hash id) {
    return outline(id)
        .map(
            stored -> {
              List<Batch> batches =
                  stored.outline().certificates().stream()
                      .map(certificate -> batch(certificate.digest()))
                      .toList();
              return new LinkedBlock(
                  new Block(stored.outline(), batches), stored.parentCertificate());
            });
  }

  @Override
  public List<LinkedBlock> uncommitted() {
    return pending(0).stream().flatMap(id -> block(id).stream()).toList();
  }

  private List<Hash> pending(long fromHeight) {
    var ids = new ArrayList<Hash>();
    try (var read = new ReadOptions();
        RocksIterator at = db.newIterator(read)) {
      for (at.seek(pendingKey(fromHeight, Hash.ZERO));
          at.isValid() && at.key()[0] == 'p';
          at.next()) {
        var key = new CanonicalReader(at.key());
        key.u8();
        key.i64();
        ids.add(key.hash());
      }
    }
    return ids;
  }

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    whileOpen(
        () -> {
          long height = manifest.height();
          for (int index = 0; index < manifest.cut().chunks(); index++) {
            byte[] key = chunkKey(height, index);
            byte[] chunk = chunks.apply(index);
            write(batch -> batch.put(key, chunk));
          }
          if (get(chunkKey(height, 0)).isPresent() || manifest.cut().chunks() == 0) {
            write(batch -> batch.put(snapshotKey(height), manifest.toBytes()));
          } // Otherwise it was pruned while it was made, below one that came from others.
          return true;
        });
  }

  @Override
  public List<Long> snapshotHeights() {
    return whileOpen(
        () -> {
          var heights = new ArrayList<Long>();
          forEachKey(
              snapshotKey(0),
              key -> {
                heights.add(key.i64());
                return true;
              });
          return heights;
        });
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    return whileOpen(() -> get(snapshotKey(height)).map(SnapshotManifest::ofBytes));
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    return whileOpen(() -> get(chunkKey(height, index)));
  }

  @Override
  public void pruneThrough(long height) {
    whileOpen(
        () -> {
          long incoming = incomingSnapshot().map(SnapshotManifest::height).orElse(Long.MAX_VALUE);
          write(
              batch -> {
                batch.deleteRange(snapshotKey(0), snapshotKey(height));
                batch.deleteRange(chunkKey(0, 0), chunkKey(Math.min(height, incoming), 0));
              });
          while (pruneSomeBlocks(height)) {
            // Each batch leaves a chain without a gap; whatever a crash leaves over goes next time.
          }
          return true;
        });
  }

  private boolean pruneSomeBlocks(long throughHeight) {
    var heights = new ArrayList<Long>();
    forEachKey(
        heightKey(0),
        key -> {
          long height = key.i64();
          if (height <= throughHeight) {
            heights.add(height);
          }
          return height < throughHeight && heights.size() < PRUNED_AT_ONCE;
        });
    write(
        batch -> {
          for (long height : heights) {
            Hash id = Hash.of(get(heightKey(height)).orElseThrow());
            for (BatchCertificate had :
                outline(id).map(block -> block.outline().certificates()).orElse(List.of())) {
              batch.delete(batchKey(had.digest()));
            }
            batch.delete(blockKey(id));
            batch.delete(heightKey(height));
          }
        });
    return heights.size() == PRUNED_AT_ONCE;
  }

  @Override
  public Optional<SnapshotManifest> incomingSnapshot() {
    return get(INCOMING).map(SnapshotManifest::ofBytes);
  }

  @Override
  public Optional<byte[]> incomingChunk(int index) {
    return incomingSnapshot().flatMap(manifest -> get(chunkKey(manifest.height(), index)));
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    Optional<SnapshotManifest> before = incomingSnapshot();
    write(
        batch -> {
          if (before.isPresent()) {
            long height = before.get().height();
            batch.deleteRange(chunkKey(height, 0), chunkKey(height + 1, 0));
          }
          batch.deleteRange(chunkKey(manifest.height(), 0), chunkKey(manifest.height() + 1, 0));
          batch.put(INCOMING, manifest.toBytes());
        });
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    long height = incomingSnapshot().orElseThrow().height();
    write(batch -> batch.put(chunkKey(height, index), chunk));
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    long height = manifest.height();
    boolean isIncoming =
        incomingSnapshot().filter(known -> known.blockId().equals(manifest.blockId())).isPresent();
    if (!isIncoming || height <= tip().map(CommitMark::height).orElse(0L)) {
      throw new IllegalStateException(
          "The %s is not being fetched, or is not above the last committed block."
              .formatted(manifest));
    }
    var mark = new CanonicalWriter().i64(height).hash(manifest.blockId());
    manifest.proof().write(mark);
    write(
        batch -> {
          batch.put(snapshotKey(height), manifest.toBytes());
          batch.delete(INCOMING);
          batch.put(COMMIT, mark.toByteArray());
          batch.deleteRange(pendingKey(0, Hash.ZERO), pendingKey(height + 1, Hash.ZERO));
        });
    // There is a gap below the snapshot, which nobody can be served over.
    pruneThrough(height);
  }

  private <T> T whileOpen(Supplier<T> work) {
    open.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("The ledger store is closed.");
      }
      return work.get();
    } finally {
      open.readLock().unlock();
    }
  }

  private interface KeyVisitor {
    /** Takes what stands in a key behind its letter, and says whether to go on. */
    boolean visit(CanonicalReader key);
  }

  /** Goes through the keys with the letter of the first, from there on. */
  private void forEachKey(byte[] first, KeyVisitor visitor) {
    try (var read = new ReadOptions();
        RocksIterator at = db.newIterator(read)) {
      for (at.seek(first); at.isValid() && at.key()[0] == first[0]; at.next()) {
        var key = new CanonicalReader(at.key());
        key.u8();
        if (!visitor.visit(key)) {
          return;
        }
      }
    }
  }

  private interface Change {
    void addTo(WriteBatch batch) throws RocksDBException;
  }

  private void write(Change change) {
    try (var batch = new WriteBatch()) {
      change.addTo(batch);
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("The ledger store cannot write: " + e.getMessage(), e);
    }
  }

  private Optional<byte[]> get(byte[] key) {
    try {
      return Optional.ofNullable(db.get(key));
    } catch (RocksDBException e) {
      throw new IllegalStateException("The ledger store cannot read: " + e.getMessage(), e);
    }
  }

  private static byte[] blockKey(Hash id) {
    return new CanonicalWriter().u8('b').hash(id).toByteArray();
  }

  private static byte[] epochKey(long epoch) {
    return new CanonicalWriter().u8('e').i64(epoch).toByteArray();
  }

  private static byte[] batchKey(Hash digest) {
    return new CanonicalWriter().u8('t').hash(digest).toByteArray();
  }

  private static byte[] waitingKey(long expiryRound, Hash digest) {
    return new CanonicalWriter().u8('q').i64(expiryRound).hash(digest).toByteArray();
  }

  private static byte[] heightKey(long height) {
    return new CanonicalWriter().u8('h').i64(height).toByteArray();
  }

  private static byte[] pendingKey(long height, Hash id) {
    return new CanonicalWriter().u8('p').i64(height).hash(id).toByteArray();
  }

  private static byte[] snapshotKey(long height) {
    return new CanonicalWriter().u8('S').i64(height).toByteArray();
  }

  private static byte[] chunkKey(long height, int index) {
    return new CanonicalWriter().u8('K').i64(height).i32(index).toByteArray();
  }

  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        db.close();
        synced.close();
        options.close();
      }
    } finally {
      open.writeLock().unlock();
    }
  }
}
