package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The part of the store that has batches. Which of them wait is kept in memory too, so that a
 * commit reads nothing.
 */
final class CassandraBatches {
  /** Partitions of what expires in so many rounds. */
  private static final long WINDOW_ROUNDS = 256;

  private final ContentTable content;
  private final WaitingTable table;
  private final TreeMap<Long, Set<Hash>> waiting = new TreeMap<>();

  CassandraBatches(LedgerSpace space, ContentTable content, MarkTable marks) {
    this.content = content;
    this.table = new WaitingTable(space, marks, MarkTable.Kind.BATCHES, WINDOW_ROUNDS);
    table.read(Long.MIN_VALUE).forEach(found -> remember(found.position(), found.id()));
  }

  private void remember(long expiryRound, Hash digest) {
    waiting.computeIfAbsent(expiryRound, _ -> new TreeSet<>()).add(digest);
  }

  private void forget(long expiryRound, Hash digest) {
    Set<Hash> digests = waiting.get(expiryRound);
    if (digests != null && digests.remove(digest) && digests.isEmpty()) {
      waiting.remove(expiryRound);
    }
  }

  boolean waits(Batch batch) {
    return waiting.getOrDefault(batch.ack().expiryRound(), Set.of()).contains(batch.digest());
  }

  /** Whether all of a batch is there, waiting or in a block. */
  boolean has(Batch batch) {
    return waits(batch) || content.has(ContentTable.Kind.BATCH, batch.digest().bytes());
  }

  /** The writes of a batch that does not wait yet. */
  List<BoundStatement> put(Batch batch) {
    var writes =
        new ArrayList<BoundStatement>(
            content.put(ContentTable.Kind.BATCH, batch.digest().bytes(), batch.toBytes()));
    writes.add(table.put(batch.ack().expiryRound(), batch.digest()));
    return writes;
  }

  /** They are written. */
  void written(Batch batch) {
    remember(batch.ack().expiryRound(), batch.digest());
  }

  Optional<Batch> get(Hash digest) {
    return content
        .get(ContentTable.Kind.BATCH, digest.bytes())
        .map(bytes -> CanonicalReader.readAll(bytes, Batch::read));
  }

  /** Those in no committed block; one whose writing a crash cut short is not there. */
  List<Batch> waiting() {
    return waiting.values().stream()
        .flatMap(Set::stream)
        .flatMap(digest -> get(digest).stream())
        .toList();
  }

  /** A block with these is committed: it keeps them from now on. */
  List<BoundStatement> committed(List<BatchCertificate> certificates) {
    return certificates.stream()
        .map(had -> table.delete(had.content().expiryRound(), had.digest()))
        .toList();
  }

  /** Forgets those that expired before a round, but not what blocks have. */
  List<BoundStatement> dropExpired(long round, Set<Hash> inBlocks) {
    var writes = new ArrayList<BoundStatement>();
    for (Map.Entry<Long, Set<Hash>> expired : waiting.headMap(round).entrySet()) {
      for (Hash digest : expired.getValue()) {
        if (!inBlocks.contains(digest)) {
          writes.add(table.delete(expired.getKey(), digest));
          writes.add(delete(digest));
        }
      }
    }
    return writes;
  }

  /** The same in memory, once it is done in the table. */
  void dropped(List<BatchCertificate> committed, long round, Set<Hash> inBlocks) {
    committed.forEach(had -> forget(had.content().expiryRound(), had.digest()));
    waiting.headMap(round).values().forEach(digests -> digests.retainAll(inBlocks));
    waiting.values().removeIf(Set::isEmpty);
    if (waiting.isEmpty()) {
      table.forgetBelow(round);
    } else {
      table.forgetBelow(Math.min(round, waiting.firstKey()));
    }
  }

  BoundStatement delete(Hash digest) {
    return content.delete(ContentTable.Kind.BATCH, digest.bytes());
  }
}
