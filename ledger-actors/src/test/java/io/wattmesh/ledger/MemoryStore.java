package io.wattmesh.ledger;

import io.wattmesh.consensus.batch.Batch;
import io.wattmesh.consensus.block.Block;
import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that lasts as long as the test. */
public final class MemoryStore implements LedgerStore {
  private final Map<Hash, LinkedBlock> blocks = new HashMap<>();
  private final Map<Hash, Batch> batches = new HashMap<>();
  private final Map<Long, Hash> committed = new HashMap<>();
  private Optional<SafetyRow> row = Optional.empty();
  private Optional<CommitMark> mark = Optional.empty();

  @Override
  public void putBlock(LinkedBlock linked) {
    blocks.put(linked.block().id(), linked);
  }

  @Override
  public void putBatch(Batch batch) {
    batches.put(batch.digest(), batch);
  }

  @Override
  public List<Batch> batches() {
    return List.copyOf(batches.values());
  }

  @Override
  public void putSafetyRow(SafetyRow newRow) {
    row = Optional.of(newRow);
  }

  @Override
  public Optional<SafetyRow> safetyRow() {
    return row;
  }

  public void loseSafetyRow() {
    row = Optional.empty();
  }

  @Override
  public void putCommit(long height, Hash blockId, CommitProof proof) {
    if (committed.putIfAbsent(height, blockId) == null) {
      mark = Optional.of(new CommitMark(height, blockId, proof));
      Block block = blocks.get(blockId).block();
      block.batches().forEach(certified -> batches.remove(certified.batch().digest()));
      long round = block.header().round();
      batches.values().removeIf(batch -> batch.ack().expiryRound() < round);
    }
  }

  @Override
  public Optional<CommitMark> tip() {
    return mark;
  }

  @Override
  public Optional<LinkedBlock> committedAt(long height) {
    return Optional.ofNullable(committed.get(height)).map(blocks::get);
  }

  /** Puts another block in the place of a committed one, as a damaged disk would. */
  public void replaceCommitted(long height, LinkedBlock other) {
    putBlock(other);
    committed.put(height, other.block().id());
  }

  @Override
  public List<LinkedBlock> uncommitted() {
    long tip = mark.map(CommitMark::height).orElse(0L);
    return blocks.values().stream()
        .filter(linked -> linked.block().header().height() > tip)
        .toList();
  }

  @Override
  public void close() {}
}
