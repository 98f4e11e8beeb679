package io.wattmesh.ledger.store;

import io.wattmesh.proto.codec.CanonicalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The folder that RocksDB has, locked against a second process; every write is synced. */
final class RocksTable implements AutoCloseable {
  private final Options options;
  private final WriteOptions synced;
  private final RocksDB db;

  /** Snapshots are read and written beside the validator; none may touch a closed database. */
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();

  private boolean closed;

  private RocksTable(Options options, WriteOptions synced, RocksDB db) {
    this.options = options;
    this.synced = synced;
    this.db = db;
  }

  static RocksTable open(Path folder) {
    RocksDB.loadLibrary();
    makeFolder(folder);
    var options = new Options().setCreateIfMissing(true).setParanoidChecks(true);
    try {
      return new RocksTable(
          options, new WriteOptions().setSync(true), RocksDB.open(options, folder.toString()));
    } catch (RocksDBException e) {
      options.close();
      throw new IllegalStateException(
          "The ledger store %s cannot be opened: %s. Is another process using it?"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * What another process's table held when this was opened; that process goes on writing, of which
   * this sees nothing. Whatever is written here is refused.
   */
  static RocksTable openReadOnly(Path folder) {
    RocksDB.loadLibrary();
    var options = new Options().setParanoidChecks(true);
    try {
      return new RocksTable(
          options,
          new WriteOptions().setSync(true),
          RocksDB.openReadOnly(options, folder.toString()));
    } catch (RocksDBException e) {
      options.close();
      throw new IllegalStateException(
          "The ledger store %s cannot be read: %s. If its process is just starting, try again."
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

  /** Does work that other threads than the validator's may ask for, unless the table is closed. */
  <T> T whileOpen(Supplier<T> work) {
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

  interface Change {
    void addTo(WriteBatch batch) throws RocksDBException;
  }

  /** All of a change, or nothing of it; synced when this returns. */
  void write(Change change) {
    try (var batch = new WriteBatch()) {
      change.addTo(batch);
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("The ledger store cannot write: " + e.getMessage(), e);
    }
  }

  Optional<byte[]> get(byte[] key) {
    try {
      return Optional.ofNullable(db.get(key));
    } catch (RocksDBException e) {
      throw new IllegalStateException("The ledger store cannot read: " + e.getMessage(), e);
    }
  }

  interface KeyVisitor {
    /** Takes what stands in a key behind its letter, and says whether to go on. */
    boolean visit(CanonicalReader key);
  }

  /** Goes through the keys with the letter of the first, from there on. */
  void forEachKey(byte[] first, KeyVisitor visitor) {
    try (var read = new ReadOptions()) {
      forEachKey(read, first, visitor);
    }
  }

  /**
   * The keys from the first up to one, which is not among them. What was deleted beyond is not
   * walked over, so a range that is narrow costs little however much was deleted.
   */
  void forEachKey(byte[] first, byte[] end, KeyVisitor visitor) {
    try (var bound = new Slice(end);
        var read = new ReadOptions().setIterateUpperBound(bound)) {
      forEachKey(read, first, visitor);
    }
  }

  private void forEachKey(ReadOptions read, byte[] first, KeyVisitor visitor) {
    try (RocksIterator at = db.newIterator(read)) {
      for (at.seek(first); at.isValid() && at.key()[0] == first[0]; at.next()) {
        var key = new CanonicalReader(at.key());
        key.u8();
        if (!visitor.visit(key)) {
          return;
        }
      }
    }
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
