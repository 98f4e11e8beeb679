package io.wattmesh.market.store;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.MessageType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Bids in RocksDB: one synced batch a call. Keys are bus, interval, participant and the bid's tag,
 * so that a bus's bids lie together in order of intervals.
 */
public final class RocksBidStore implements BidStore {
  private static final int MAX_ENVELOPE_BYTES = MessageType.BID.maxPayloadBytes() + 512;
  private static final int BUS_AND_INTERVAL_BYTES = Integer.BYTES + Long.BYTES;

  private final Options options;
  private final WriteOptions synced;
  private final WriteOptions lazy = new WriteOptions();
  private final RocksDB db;

  private RocksBidStore(Options options, WriteOptions synced, RocksDB db) {
    this.options = options;
    this.synced = synced;
    this.db = db;
  }

  /** Opens the store in a folder, which no other process may have open. */
  public static RocksBidStore open(Path folder) {
    RocksDB.loadLibrary();
    var options = new Options().setCreateIfMissing(true).setParanoidChecks(true);
    try {
      return new RocksBidStore(
          options, new WriteOptions().setSync(true), RocksDB.open(options, folder.toString()));
    } catch (RocksDBException e) {
      options.close();
      throw new IllegalStateException(
          "The bid store " + folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public void put(List<StoredBid> bids) {
    try (var batch = new WriteBatch()) {
      for (StoredBid bid : bids) {
        batch.put(key(bid), value(bid));
      }
      db.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "%d bids cannot be stored: %s".formatted(bids.size(), e.getMessage()), e);
    }
  }

  @Override
  public List<StoredBid> load(int bus) {
    byte[] prefix = new CanonicalWriter().i32(bus).toByteArray();
    var bids = new ArrayList<StoredBid>();
    try (var read = new ReadOptions();
        RocksIterator at = db.newIterator(read)) {
      for (at.seek(prefix); at.isValid() && startsWith(at.key(), prefix); at.next()) {
        bids.add(bid(bus, at.key(), at.value()));
      }
      // An iterator that meets an unreadable block ends as if there were no more.
      at.status();
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "Bids of bus %d cannot be read: %s".formatted(bus, e.getMessage()), e);
    }
    return bids;
  }

  @Override
  public void remove(List<StoredBid> bids) {
    try (var batch = new WriteBatch()) {
      for (StoredBid bid : bids) {
        batch.delete(key(bid));
      }
      db.write(lazy, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "%d bids cannot be removed: %s".formatted(bids.size(), e.getMessage()), e);
    }
  }

  @Override
  public void removeUpTo(int bus, long interval) {
    try {
      db.deleteRange(place(bus, 0).toByteArray(), place(bus, interval + 1).toByteArray());
    } catch (RocksDBException e) {
      throw new IllegalStateException(
          "Bids of bus %d cannot be removed: %s".formatted(bus, e.getMessage()), e);
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static CanonicalWriter place(int bus, long interval) {
    return new CanonicalWriter().i32(bus).i64(interval);
  }

  private static byte[] key(StoredBid bid) {
    return place(bid.bus(), bid.interval())
        .raw(bid.participant().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .raw(bid.tag())
        .toByteArray();
  }

  private static byte[] value(StoredBid bid) {
    return new CanonicalWriter().i64(bid.arrivalMillis()).bytes(bid.envelope()).toByteArray();
  }

  private static StoredBid bid(int bus, byte[] key, byte[] value) {
    var in = new CanonicalReader(key);
    in.i32();
    long interval = in.i64();
    String participant =
        new String(
            key,
            BUS_AND_INTERVAL_BYTES,
            key.length - BUS_AND_INTERVAL_BYTES - TAG_BYTES,
            java.nio.charset.StandardCharsets.US_ASCII);
    return CanonicalReader.readAll(
        value,
        from ->
            new StoredBid(bus, interval, participant, from.i64(), from.bytes(MAX_ENVELOPE_BYTES)));
  }

  @Override
  public void close() {
    db.close();
    synced.close();
    lazy.close();
    options.close();
  }
}
