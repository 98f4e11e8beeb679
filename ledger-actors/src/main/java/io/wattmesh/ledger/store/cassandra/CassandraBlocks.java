package io.wattmesh.ledger.store.cassandra;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.wattmesh.cassandra.Database;
import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.batch.BatchCertificate;
import io.wattmesh.consensus.batch.CertifiedBatch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.BlockOutline;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.ledger.store.LedgerStore.CommitMark;
import io.wattmesh.ledger.store.cassandra.CommitTable.Committed;
import io.wattmesh.ledger.store.cassandra.ContentTable.Kind;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.QuorumCertificate;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the store that has blocks, and which of them are committed. The last commit's mark
 * and what waits above it are kept in memory too, so that putting and committing read nothing.
 */
final class CassandraBlocks {
  /** Partitions of blocks that wait at so many heights. */
  private static final long WINDOW_HEIGHTS = 64;

  private record Pending(long height, long round, List<BatchCertificate> certificates) {
    static Pending of(BlockOutline outline) {
      return new Pending(
          outline.header().height(), outline.header().round(), outline.certificates());
    }
  }

  private final Database database;
  private final ContentTable content;
  private final CommitTable commits;
  private final WaitingTable table;
  private final CassandraBatches batches;
  private final Map<Hash, Pending> pending = new HashMap<>();
  private volatile Optional<CommitMark> tip;

  CassandraBlocks(LedgerSpace space, ContentTable content, MarkTable marks) {
    this.database = space.database();
    this.content = content;
    this.commits = new CommitTable(space, marks);
    this.batches = new CassandraBatches(space, content, marks);
    this.table = new WaitingTable(space, marks, MarkTable.Kind.BLOCKS, WINDOW_HEIGHTS);
    this.tip = commits.tip();
    for (WaitingTable.Waiting found : table.read(tipHeight() + 1)) {
      outline(found.id()).ifPresent(outline -> pending.put(found.id(), Pending.of(outline)));
    }
  }

  Optional<CommitMark> tip() {
    return tip;
  }

  /** The height of the last committed block; 0 at genesis. */
  long tipHeight() {
    return tip.map(CommitMark::height).orElse(0L);
  }

  /** Whether no block was ever put. */
  synchronized boolean isEmpty() {
    return tip.isEmpty() && pending.isEmpty();
  }

  synchronized void putBatch(Batch batch) {
    if (!batches.has(batch)) {
      database.executeAll(batches.put(batch));
      batches.written(batch);
    }
  }

  synchronized List<Batch> batches() {
    return batches.waiting();
  }

  /**
   * All parts at once: until the last is written the block is not there, and nothing rests on it.
   */
  synchronized void put(LinkedBlock linked) {
    Block block = linked.block();
    long height = block.header().height();
    if (pending.containsKey(block.id()) || height <= tipHeight()) {
      return; // It is there, or too low to wait.
    }
    byte[] id = block.id().bytes();
    var writes = new ArrayList<BoundStatement>();
    writes.addAll(content.put(Kind.OUTLINE, id, block.outline().toBytes()));
    writes.addAll(content.put(Kind.CERTIFICATE, id, linked.parentCertificate().toBytes()));
    List<Batch> fresh =
        block.batches().stream()
            .map(CertifiedBatch::batch)
            .filter(batch -> !batches.waits(batch))
            .toList();
    fresh.forEach(batch -> writes.addAll(batches.put(batch)));
    writes.add(table.put(height, block.id()));
    database.executeAll(writes);
    fresh.forEach(batches::written);
    pending.put(block.id(), Pending.of(block.outline()));
  }

  synchronized void commit(long height, Hash blockId, CommitProof proof) {
    if (height <= tipHeight()) {
      Optional<Hash> known = commits.at(height);
      if (known.isPresent()) {
        requireSame(height, known.get(), blockId);
        return;
      }
    }
    if (height != tipHeight() + 1) {
      throw new IllegalStateException(
          "Height %d is committed while %d is the next one.".formatted(height, tipHeight() + 1));
    }
    moveTip(new CommitMark(height, blockId, proof));
  }

  private static void requireSame(long height, Hash known, Hash blockId) {
    if (!known.equals(blockId)) {
      throw new IllegalStateException(
          "Two blocks of height %d are committed: %s before, %s now."
              .formatted(height, known, blockId));
    }
  }

  /** From now on this is the last committed block; none up to its height waits any more. */
  synchronized void moveTip(CommitMark mark) {
    Optional<Pending> block = Optional.ofNullable(pending.get(mark.blockId()));
    List<BatchCertificate> had = block.map(Pending::certificates).orElse(List.of());
    long round = block.map(Pending::round).orElse(0L);
    Set<Hash> kept = batchesAbove(mark.height());
    had.forEach(certificate -> kept.add(certificate.digest()));
    var writes = new ArrayList<BoundStatement>();
    writes.add(commits.put(mark, had.stream().map(BatchCertificate::digest).toList()));
    writes.addAll(batches.committed(had));
    writes.addAll(batches.dropExpired(round, kept));
    for (Map.Entry<Hash, Pending> other : pending.entrySet()) {
      if (other.getValue().height() <= mark.height() && !other.getKey().equals(mark.blockId())) {
        writes.addAll(deleteBlock(other.getKey()));
      }
    }
    database.executeAll(writes);
    tip = Optional.of(mark);
    pending.values().removeIf(waiting -> waiting.height() <= mark.height());
    table.forgetBelow(mark.height() + 1);
    batches.dropped(had, round, kept);
  }

  /** Digests of the batches of blocks above a height, which are not committed. */
  private Set<Hash> batchesAbove(long height) {
    var digests = new HashSet<Hash>();
    for (Pending waiting : pending.values()) {
      if (waiting.height() > height) {
        waiting.certificates().forEach(certificate -> digests.add(certificate.digest()));
      }
    }
    return digests;
  }

  Optional<LinkedBlock> committedAt(long height) {
    return commits.at(height).flatMap(id -> get(id, true));
  }

  private Optional<BlockOutline> outline(Hash id) {
    return content
        .get(Kind.OUTLINE, id.bytes())
        .map(bytes -> CanonicalReader.readAll(bytes, BlockOutline::read));
  }

  /**
   * @param whole whether it must be: a waiting block may lack something, if a crash cut its writing
   *     short, or if it is above a block that lost and its batches have expired
   */
  private Optional<LinkedBlock> get(Hash id, boolean whole) {
    Optional<BlockOutline> outline = outline(id);
    if (outline.isEmpty()) {
      return Optional.empty();
    }
    var resolved = new ArrayList<Batch>();
    for (BatchCertificate certificate : outline.get().certificates()) {
      Optional<Batch> batch = batches.get(certificate.digest());
      if (batch.isEmpty()) {
        return lacks(whole && outline(id).isPresent(), id, "batch " + certificate.digest());
      }
      resolved.add(batch.get());
    }
    Optional<QuorumCertificate> parent =
        content
            .get(Kind.CERTIFICATE, id.bytes())
            .map(bytes -> CanonicalReader.readAll(bytes, QuorumCertificate::read));
    return parent.isPresent()
        ? Optional.of(new LinkedBlock(new Block(outline.get(), resolved), parent.get()))
        : lacks(whole && outline(id).isPresent(), id, "the certificate that it rests on");
  }

  /** Pruning takes the outline first, so what is pruned meanwhile is no damage. */
  private static Optional<LinkedBlock> lacks(boolean damaged, Hash id, String what) {
    if (damaged) {
      throw new IllegalStateException(
          "The ledger store lacks %s of block %s: it is damaged. Restore it from another validator's."
              .formatted(what, id));
    }
    return Optional.empty();
  }

  synchronized List<LinkedBlock> uncommitted() {
    return pending.keySet().stream().flatMap(id -> get(id, false).stream()).toList();
  }

  private List<BoundStatement> deleteBlock(Hash id) {
    return List.of(
        content.delete(Kind.OUTLINE, id.bytes()), content.delete(Kind.CERTIFICATE, id.bytes()));
  }

  /** Forgets the committed blocks up to a height, with their batches; the last one's row stays. */
  void pruneThrough(long height) {
    for (long window : commits.windowsThrough(height)) {
      List<Committed> committed = commits.through(window, height);
      database.executeAll(
          committed.stream().flatMap(block -> deleteBlock(block.id()).stream()).toList());
      database.executeAll(
          committed.stream()
              .flatMap(block -> block.batches().stream())
              .map(batches::delete)
              .toList());
      commits.forget(window, height);
    }
  }
}
