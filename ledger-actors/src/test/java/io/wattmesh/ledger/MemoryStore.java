package io.wattmesh.ledger;

import io.wattmesh.consensus.block.LinkedBlock;
import io.wattmesh.consensus.safety.SafetyRow;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.proto.chain.CommitProof;
import io.wattmesh.proto.chain.EpochChange;
import io.wattmesh.proto.model.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A store that lasts as long as the test. */
public final class MemoryStore implements LedgerStore {
  private final Map<Hash, LinkedBlock> blocks = new HashMap<>();
  private final Map<Long, Hash> committed = new HashMap<>();
  private final TreeMap<Long, EpochChange> epochs = new TreeMap<>();
  private Optional<SafetyRow> row = Optional.empty();
  private Optional<CommitMark> mark = Optional.empty();

  @Override
  public void putBlock(LinkedBlock linked) {
    blocks.put(linked.block().id(), linked);
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
    }
  }

  @Override
  public void putEpoch(EpochChange change) {
    epochs.put(change.epoch(), change);
  }

  @Override
  public List<EpochChange> epochs() {
    return List.copyOf(epochs.values());
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
