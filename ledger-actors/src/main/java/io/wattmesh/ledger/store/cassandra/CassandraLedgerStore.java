package io.wattmesh.ledger.store.cassandra;

import io.wattmesh.cassandra.CassandraSettings;
import io.wattmesh.cassandra.Database;
import io.wattmesh.cassandra.Migrations;
import io.wattmesh.cassandra.Owner;
import io.wattmesh.cassandra.ServerCheck;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A validator's store in Cassandra. Unlike a folder, which a lock guards, it may be opened by two
 * at once: whoever opens it last has the safety row, and the other's next signature is refused by
 * {@link FencedException}. All else that both may write is the same whoever writes it: blocks and
 * batches by their hashes, commits by their heights.
 */
public final class CassandraLedgerStore implements LedgerStore {
  private final Database database;
  private final boolean ownsDatabase;
  private final boolean writes;
  private final MarkTable marks;
  private final ContentTable content;
  private final SafetyTable safety;
  private final CassandraBlocks blocks;
  private final CassandraSnapshots snapshots;
  private volatile boolean closed;

  private CassandraLedgerStore(
      Database database,
      Hash chainId,
      ParticipantId validator,
      boolean ownsDatabase,
      boolean writes) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    this.writes = writes;
    var space = new LedgerSpace(database, chainId, validator);
    this.marks = new MarkTable(space);
    this.content = new ContentTable(space);
    this.safety = new SafetyTable(space, Owner.unique());
    if (writes) {
      // First of all: from here on nobody else's signatures count, so what is read stays true.
      safety.claim();
    }
    this.blocks = new CassandraBlocks(space, content, marks);
    this.snapshots = new CassandraSnapshots(space, content, marks, blocks);
    if (writes) {
      snapshots.finish();
    }
  }

  /**
   * Opens a validator's store, brings its schema up to date, and claims its safety row.
   *
   * @throws io.wattmesh.cassandra.CassandraException if the cluster cannot be reached, or its
   *     settings are unsafe
   */
  public static CassandraLedgerStore open(
      CassandraSettings settings, Hash chainId, ParticipantId validator) {
    return opened(settings, chainId, validator, true);
  }

  /**
   * The store as it is now, while a validator may go on writing it; nothing can be written here,
   * and nothing is claimed.
   */
  public static CassandraLedgerStore openReadOnly(
      CassandraSettings settings, Hash chainId, ParticipantId validator) {
    return opened(settings, chainId, validator, false);
  }

  private static CassandraLedgerStore opened(
      CassandraSettings settings, Hash chainId, ParticipantId validator, boolean writes) {
    Database database = Database.open(settings);
    try {
      if (writes) {
        migrate(database);
        ServerCheck.requireSafe(database);
      }
      return new CassandraLedgerStore(database, chainId, validator, true, writes);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Over a session that others use too and close themselves; its schema is there. */
  static CassandraLedgerStore over(Database database, Hash chainId, ParticipantId validator) {
    return new CassandraLedgerStore(database, chainId, validator, false, true);
  }

  /**
   * Makes the keyspace, if the settings say so, and brings its schema up to date, without opening a
   * store: where several processes are to begin at once, one of them should do so before.
   */
  public static void prepare(CassandraSettings settings) {
    try (Database database = Database.open(settings)) {
      migrate(database);
    }
  }

  /** How many requests its session has sent so far. */
  public long requests() {
    return database.requests();
  }

  static void migrate(Database database) {
    new Migrations("ledger", CassandraLedgerStore.class).apply(database);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The ledger store is closed.");
    }
  }

  private void requireWrites() {
    requireOpen();
    if (!writes) {
      throw new IllegalStateException(
          "The ledger store is open to be read alone; open it to be written.");
    }
  }

  @Override
  public void putSafetyRow(SafetyRow row) {
    requireWrites();
    if (safety.row().isEmpty()) {
      safety.begin(row, !blocks.isEmpty());
    } else {
      safety.replace(row);
    }
  }

  @Override
  public Optional<SafetyRow> safetyRow() {
    requireOpen();
    return writes ? safety.row() : safety.read();
  }

  @Override
  public void putEpoch(EpochChange change) {
    requireWrites();
    database.executeAll(
        content.put(ContentTable.Kind.EPOCH, epochKey(change.epoch()), change.toBytes()));
    marks.put(MarkTable.Kind.EPOCHS, change.epoch());
  }

  private static byte[] epochKey(long epoch) {
    return new CanonicalWriter().i64(epoch).toByteArray();
  }

  @Override
  public List<EpochChange> epochs() {
    requireOpen();
    return marks.all(MarkTable.Kind.EPOCHS).stream()
        .flatMap(epoch -> content.get(ContentTable.Kind.EPOCH, epochKey(epoch)).stream())
        .map(bytes -> CanonicalReader.readAll(bytes, EpochChange::read))
        .toList();
  }

  @Override
  public void putBlock(LinkedBlock linked) {
    requireWrites();
    blocks.put(linked);
  }

  @Override
  public void putBatch(Batch batch) {
    requireWrites();
    blocks.putBatch(batch);
  }

  @Override
  public List<Batch> batches() {
    requireOpen();
    return blocks.batches();
  }

  @Override
  public void putCommit(long height, Hash blockId, CommitProof proof) {
    requireWrites();
    blocks.commit(height, blockId, proof);
  }

  @Override
  public Optional<CommitMark> tip() {
    requireOpen();
    return blocks.tip();
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    requireOpen();
    return blocks.committedAt(height);
  }

  @Override
  public List<LinkedBlock> uncommitted() {
    requireOpen();
    return blocks.uncommitted();
  }

  @Override
  public void putSnapshot(SnapshotManifest manifest, IntFunction<byte[]> chunks) {
    requireWrites();
    snapshots.putSnapshot(manifest, chunks);
  }

  @Override
  public List<Long> snapshotHeights() {
    requireOpen();
    return snapshots.snapshotHeights();
  }

  @Override
  public Optional<SnapshotManifest> snapshot(long height) {
    requireOpen();
    return snapshots.snapshot(height);
  }

  @Override
  public Optional<byte[]> snapshotChunk(long height, int index) {
    requireOpen();
    return snapshots.snapshotChunk(height, index);
  }

  @Override
  public void pruneThrough(long height) {
    requireWrites();
    snapshots.pruneThrough(height);
  }

  @Override
  public Optional<SnapshotManifest> incomingSnapshot() {
    requireOpen();
    return snapshots.incoming();
  }

  @Override
  public Optional<byte[]> incomingChunk(int index) {
    requireOpen();
    return snapshots.incomingChunk(index);
  }

  @Override
  public void beginIncoming(SnapshotManifest manifest) {
    requireWrites();
    snapshots.beginIncoming(manifest);
  }

  @Override
  public void putIncomingChunk(int index, byte[] chunk) {
    requireWrites();
    snapshots.putIncomingChunk(index, chunk);
  }

  @Override
  public void installIncoming(SnapshotManifest manifest) {
    requireWrites();
    snapshots.installIncoming(manifest);
  }

  @Override
  public void close() {
    closed = true;
    if (ownsDatabase) {
      database.close();
    }
  }
}
