package io.wattmesh.ledger.state;

import io.wattmesh.proto.merkle.SparseProof;
import io.wattmesh.proto.merkle.SparseTree;
import io.wattmesh.proto.merkle.TreeEntry;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The state after a block, as what the block changed above its parent's state. Blocks that are not
 * committed yet each have a layer of their own; committing a layer merges its changes into the one
 * base map that all committed layers share, after which its siblings must not be used any more.
 */
public final class StateLayer {
  private final Map<StateKey, byte[]> base;
  private StateLayer parent;
  private final Map<StateKey, Optional<byte[]>> changes = new HashMap<>();
  private final Map<StateKey, Optional<byte[]>> unhashed = new HashMap<>();
  private SparseTree tree;

  private StateLayer(Map<StateKey, byte[]> base, StateLayer parent, SparseTree tree) {
    this.base = base;
    this.parent = parent;
    this.tree = tree;
  }

  /** A first, empty layer. */
  public static StateLayer empty() {
    return new StateLayer(new HashMap<>(), null, SparseTree.EMPTY);
  }

  /** A first layer that holds what a tree does. */
  public static StateLayer of(SparseTree tree) {
    var base = new HashMap<StateKey, byte[]>();
    tree.forEach(entry -> base.put(StateKey.ofBytes(entry.key()), entry.value()));
    return new StateLayer(base, null, tree);
  }

  /** A layer above this one, without changes yet. */
  public StateLayer fork() {
    root();
    return new StateLayer(base, this, tree);
  }

  public Optional<byte[]> get(StateKey key) {
    for (StateLayer layer = this; layer != null; layer = layer.parent) {
      Optional<byte[]> change = layer.changes.get(key);
      if (change != null) {
        return change;
      }
    }
    return Optional.ofNullable(base.get(key));
  }

  public void put(StateKey key, byte[] value) {
    record(key, Optional.of(value));
  }

  public void remove(StateKey key) {
    record(key, Optional.empty());
  }

  private void record(StateKey key, Optional<byte[]> value) {
    changes.put(key, value);
    unhashed.put(key, value);
  }

  /** The Merkle root of the whole state. */
  public Hash root() {
    if (!unhashed.isEmpty()) {
      var puts = new ArrayList<TreeEntry>();
      var removed = new ArrayList<byte[]>();
      unhashed.forEach(
          (key, value) ->
              value.ifPresentOrElse(
                  bytes -> puts.add(new TreeEntry(key.bytes(), bytes)),
                  () -> removed.add(key.bytes())));
      tree = tree.with(puts, removed);
      unhashed.clear();
    }
    return tree.root();
  }

  /** The whole state as a tree that later changes leave as it is. */
  public SparseTree tree() {
    root();
    return tree;
  }

  public SparseProof prove(StateKey key) {
    root();
    return tree.prove(key.bytes());
  }

  /**
   * Merges this layer into the base.
   *
   * @throws IllegalStateException if a layer below it is not committed yet
   */
  public void commit() {
    if (parent != null && !parent.changes.isEmpty()) {
      throw new IllegalStateException("A state layer is committed before the one below it.");
    }
    root();
    changes.forEach(
        (key, value) -> {
          if (value.isPresent()) {
            base.put(key, value.get());
          } else {
            base.remove(key);
          }
        });
    changes.clear();
    parent = null;
  }

  /** All entries of a committed layer; of any other it would be incomplete. */
  public void forEachCommitted(BiConsumer<StateKey, byte[]> consumer) {
    base.forEach(consumer);
  }
}
