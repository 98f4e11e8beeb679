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

  /** The changes that the tree has not; null while it has none of them. */
  private Map<StateKey, Optional<byte[]>> unhashed;

  private SparseTree tree;
  private Map<StateKey, Before> undo;
  private Map<StateKey, Optional<byte[]>> touched;

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
    tree.forEach(entry -> base.put(StateKey.sharing(entry.key()), entry.value()));
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

  /** What a change replaced in this layer; null where there was nothing. */
  private record Before(Optional<byte[]> change, Optional<byte[]> hashLater) {}

  /**
   * From now on changes can be taken back, until {@link #keep} or {@link #undo}. The root must not
   * be asked for meanwhile.
   *
   * @throws IllegalStateException if they can be already
   */
  public void mark() {
    if (undo != null) {
      throw new IllegalStateException("A state layer has one mark at a time.");
    }
    undo = new HashMap<>();
  }

  /** The changes since the mark stay. */
  public void keep() {
    undo = null;
  }

  /** The changes since the mark have never been. */
  public void undo() {
    undo.forEach(
        (key, before) -> {
          restore(changes, key, before.change());
          if (unhashed != null) {
            restore(unhashed, key, before.hashLater());
          }
        });
    undo = null;
  }

  /** From now on the keys that are put or removed here are noted, with what they had before. */
  public void noteTouched() {
    touched = new HashMap<>();
  }

  /**
   * The keys that were put or removed since this was last asked, also if that was undone, and what
   * stood there before; empty if there was nothing.
   */
  public Map<StateKey, Optional<byte[]>> takeTouched() {
    Map<StateKey, Optional<byte[]>> taken = touched;
    touched = new HashMap<>();
    return taken;
  }

  private static void restore(
      Map<StateKey, Optional<byte[]>> map, StateKey key, Optional<byte[]> value) {
    if (value == null) {
      map.remove(key);
    } else {
      map.put(key, value);
    }
  }

  private void record(StateKey key, Optional<byte[]> value) {
    if (undo != null && !undo.containsKey(key)) {
      undo.put(key, new Before(changes.get(key), unhashed == null ? null : unhashed.get(key)));
    }
    if (touched != null && !touched.containsKey(key)) {
      touched.put(key, get(key));
    }
    changes.put(key, value);
    if (unhashed != null) {
      unhashed.put(key, value);
    }
  }

  /** The Merkle root of the whole state. */
  public Hash root() {
    if (undo != null) {
      throw new IllegalStateException("The root is asked for while changes may be taken back.");
    }
    Map<StateKey, Optional<byte[]>> toHash = unhashed == null ? changes : unhashed;
    if (!toHash.isEmpty()) {
      var puts = new ArrayList<TreeEntry>(toHash.size());
      var removed = new ArrayList<byte[]>();
      toHash.forEach(
          (key, value) ->
              value.ifPresentOrElse(
                  bytes -> puts.add(new TreeEntry(key.sharedBytes(), bytes)),
                  () -> removed.add(key.sharedBytes())));
      tree = tree.with(puts, removed);
    }
    unhashed = new HashMap<>();
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
