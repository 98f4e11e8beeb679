package io.wattmesh.consensus.block;

import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The executed blocks above the last committed one. Every block here descends from the tip, since a
 * block enters only after its parent, and all that does not descend from a newly committed block
 * leaves at that commit.
 */
public final class BlockTree {
  private record Entry(LinkedBlock linked, ExecutedHeader executed) {}

  /** In order of entry, so a parent always stands before its children. */
  private final Map<Hash, Entry> pending = new LinkedHashMap<>();

  private ExecutedHeader tip;

  public BlockTree(ExecutedHeader tip) {
    this.tip = tip;
  }

  /** The last committed block. */
  public ExecutedHeader tip() {
    return tip;
  }

  /** The tip or a pending block. */
  public Optional<ExecutedHeader> find(Hash id) {
    return id.equals(tip.id())
        ? Optional.of(tip)
        : Optional.ofNullable(pending.get(id)).map(Entry::executed);
  }

  public boolean contains(Hash id) {
    return find(id).isPresent();
  }

  public boolean isPending(Hash id) {
    return pending.containsKey(id);
  }

  /**
   * @throws IllegalStateException unless the parent is here, directly below
   */
  public void insert(LinkedBlock linked, ExecutionRoots roots) {
    Block block = linked.block();
    ExecutedHeader parent =
        find(block.header().parentId())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "The parent of %s is not in the tree above height %d; insert it first."
                            .formatted(block, tip.header().height())));
    if (block.header().height() != parent.header().height() + 1) {
      throw new IllegalStateException(
          "%s has a parent of height %d.".formatted(block, parent.header().height()));
    }
    pending.putIfAbsent(block.id(), new Entry(linked, ExecutedHeader.of(block, roots)));
  }

  /**
   * The blocks above the tip up to and including this one, oldest first; none for the tip itself.
   *
   * @throws IllegalStateException if the block is unknown
   */
  public List<LinkedBlock> pathTo(Hash id) {
    var path = new ArrayList<LinkedBlock>();
    Hash at = id;
    while (!at.equals(tip.id())) {
      Entry entry = pending.get(at);
      if (entry == null) {
        throw new IllegalStateException(
            "Block %s is not above the committed block %s of height %d."
                .formatted(at.shortHex(), tip.id().shortHex(), tip.header().height()));
      }
      path.add(entry.linked());
      at = entry.linked().block().header().parentId();
    }
    Collections.reverse(path);
    return path;
  }

  /**
   * Makes the oldest uncommitted ancestor of a block (or itself) the tip and drops whatever does
   * not descend from it. Called once a block, so that commits go in order of height.
   *
   * @throws IllegalStateException if the block is not a child of the tip
   */
  public void advanceTip(Hash id) {
    Entry next = pending.get(id);
    if (next == null || !next.linked().block().header().parentId().equals(tip.id())) {
      throw new IllegalStateException(
          "Block %s is not a child of the committed block %s of height %d, so it can't be next."
              .formatted(id.shortHex(), tip.id().shortHex(), tip.header().height()));
    }
    tip = next.executed();
    pending.remove(id);
    var kept = new HashSet<Hash>();
    kept.add(id);
    pending
        .values()
        .removeIf(
            entry ->
                !kept.contains(entry.linked().block().header().parentId())
                    || !kept.add(entry.executed().id()));
  }

  /** Goes on from another committed block, forgetting all that is pending. */
  public void restart(ExecutedHeader newTip) {
    if (newTip.header().height() <= tip.header().height()) {
      throw new IllegalStateException(
          "The committed block of height %d cannot be replaced by one of height %d."
              .formatted(tip.header().height(), newTip.header().height()));
    }
    pending.clear();
    tip = newTip;
  }

  public int pendingCount() {
    return pending.size();
  }
}
