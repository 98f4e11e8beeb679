package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An immutable sparse Merkle tree from keys to values, for the ledger's state: a binary trie over
 * SHA-256 of the key, in which a subtree with a single leaf is that leaf. An empty subtree is 32
 * zero bytes, a leaf SHA-256(0x02, key hash, value hash), a node SHA-256(0x03, left, right). The
 * root depends on the contents alone, never on the order of updates; updates share all unchanged
 * nodes, so that a speculative state costs only what it changes, and a tree once held is a snapshot
 * that costs nothing to take.
 */
public final class SparseTree {
  public static final SparseTree EMPTY = new SparseTree(Subtree.EMPTY);

  private static final byte LEAF = 0x02;
  private static final byte NODE = 0x03;

  /** The top of a subtree, without its hash: that stands in the node above it. */
  sealed interface Node {}

  /** A subtree with its hash; without a node it is empty. */
  record Subtree(Node node, Hash hash) {
    static final Subtree EMPTY = new Subtree(null, Hash.ZERO);

    boolean isEmpty() {
      return node == null;
    }
  }

  /** An entry. Its value's hash only a proof of a key's absence asks for. */
  record Leaf(byte[] key, byte[] value, Hash keyHash) implements Node {
    Hash valueHash() {
      return Sha256.of(value);
    }

    TreeEntry entry() {
      return new TreeEntry(key, value);
    }
  }

  /**
   * Two subtrees. Their hashes are part of the object itself: an update comes to each node of its
   * path once and to none beside it, and of a large tree most are in no cache of the processor.
   */
  static final class Inner implements Node {
    private final Node left;
    private final Node right;
    private final long left0;
    private final long left1;
    private final long left2;
    private final long left3;
    private final long right0;
    private final long right1;
    private final long right2;
    private final long right3;

    Inner(Subtree left, Subtree right) {
      this.left = left.node;
      this.right = right.node;
      this.left0 = left.hash.part(0);
      this.left1 = left.hash.part(1);
      this.left2 = left.hash.part(2);
      this.left3 = left.hash.part(3);
      this.right0 = right.hash.part(0);
      this.right1 = right.hash.part(1);
      this.right2 = right.hash.part(2);
      this.right3 = right.hash.part(3);
    }

    /** The top of one side. */
    Node side(boolean isRight) {
      return isRight ? right : left;
    }

    Subtree left() {
      return new Subtree(left, Hash.ofParts(left0, left1, left2, left3));
    }

    Subtree right() {
      return new Subtree(right, Hash.ofParts(right0, right1, right2, right3));
    }
  }

  private final Subtree root;

  private SparseTree(Subtree root) {
    this.root = root;
  }

  public Hash root() {
    return root.hash;
  }

  /** The tree in which the key has the value. */
  public SparseTree put(byte[] key, byte[] value) {
    var hasher = new NodeHasher();
    return new SparseTree(put(hasher, root, leaf(hasher, new TreeEntry(key, value)), 0));
  }

  /** The tree without the key. */
  public SparseTree remove(byte[] key) {
    var hasher = new NodeHasher();
    return new SparseTree(remove(hasher, root, hasher.of(key), 0));
  }

  /**
   * The tree with all of these changes, each hash above them made once.
   *
   * @param puts keys with new values
   * @param removed keys that go; one that is not there changes nothing
   * @throws IllegalArgumentException if a key is there twice
   */
  public SparseTree with(Collection<TreeEntry> puts, Collection<byte[]> removed) {
    var hasher = new NodeHasher();
    var changes = new TreeChanges(puts.size() + removed.size());
    for (TreeEntry entry : puts) {
      Subtree leaf = leaf(hasher, entry);
      changes.add(keyHash(leaf), leaf);
    }
    removed.forEach(key -> changes.add(hasher.of(key), Subtree.EMPTY));
    return new SparseTree(with(hasher, root, changes, 0, changes.count(), 0));
  }

  /** A subtree with those changes whose key hashes agree with it in the bits above its depth. */
  private static Subtree with(
      NodeHasher hasher, Subtree at, TreeChanges changes, int from, int to, int depth) {
    if (from == to) {
      return at;
    }
    if (to - from == 1) {
      TreeChanges.Change only = changes.get(from);
      return only.leaf().isEmpty()
          ? remove(hasher, at, only.keyHash(), depth)
          : put(hasher, at, only.leaf(), depth);
    }
    if (at.node instanceof Inner inner) {
      changes.readAhead(inner, from, to, depth);
      int split = changes.part(from, to, depth);
      return collapse(
          hasher,
          with(hasher, inner.left(), changes, from, split, depth + 1),
          with(hasher, inner.right(), changes, split, to, depth + 1));
    }
    return subtree(hasher, changes.leaves(from, to, at), depth);
  }

  /** How many of these, sorted by key hash, have a zero at this depth. */
  private static <T> int split(List<T> sorted, Function<T, Hash> keyHash, int depth) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (keyHash.apply(sorted.get(middle)).bit(depth)) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
    return from;
  }

  /**
   * The tree of these entries, each hash made once.
   *
   * @throws IllegalArgumentException if a key is there twice
   */
  public static SparseTree of(Collection<TreeEntry> entries) {
    var hasher = new NodeHasher();
    return new SparseTree(subtree(hasher, leaves(hasher, entries), 0));
  }

  /** The entries' leaves by rising hash of their keys, which is the tree's order. */
  static List<Subtree> leaves(NodeHasher hasher, Collection<TreeEntry> entries) {
    List<Subtree> leaves =
        entries.stream()
            .map(entry -> leaf(hasher, entry))
            .sorted(Comparator.comparing(SparseTree::keyHash))
            .toList();
    requireDistinct(leaves, SparseTree::keyHash);
    return leaves;
  }

  static <T> void requireDistinct(List<T> sorted, Function<T, Hash> keyHash) {
    for (int k = 1; k < sorted.size(); k++) {
      Hash hash = keyHash.apply(sorted.get(k));
      if (keyHash.apply(sorted.get(k - 1)).equals(hash)) {
        throw new IllegalArgumentException(
            "A key with hash %s is there twice.".formatted(hash.shortHex()));
      }
    }
  }

  /** The subtree of sorted leaves whose key hashes agree in the bits above a depth. */
  static Subtree subtree(NodeHasher hasher, List<Subtree> sorted, int depth) {
    if (sorted.size() <= 1) {
      return sorted.isEmpty() ? Subtree.EMPTY : sorted.getFirst();
    }
    int split = split(sorted, SparseTree::keyHash, depth);
    return inner(
        hasher,
        subtree(hasher, sorted.subList(0, split), depth + 1),
        subtree(hasher, sorted.subList(split, sorted.size()), depth + 1));
  }

  /** All entries by rising hash of their keys. */
  public void forEach(Consumer<TreeEntry> consumer) {
    forEach(root.node, consumer);
  }

  static void forEach(Node at, Consumer<TreeEntry> consumer) {
    switch (at) {
      case null -> {}
      case Leaf leaf -> consumer.accept(leaf.entry());
      case Inner inner -> {
        forEach(inner.left, consumer);
        forEach(inner.right, consumer);
      }
    }
  }

  /**
   * Where two trees differ, by rising hash of the keys: an entry of the one, of the other, or both
   * with different values. What the trees share costs nothing.
   */
  public static void forEachDifference(
      SparseTree one,
      SparseTree other,
      BiConsumer<Optional<TreeEntry>, Optional<TreeEntry>> consumer) {
    differences(one.root, other.root, 0, consumer);
  }

  private static void differences(
      Subtree one,
      Subtree other,
      int depth,
      BiConsumer<Optional<TreeEntry>, Optional<TreeEntry>> out) {
    if (one.hash.equals(other.hash)) {
      return;
    }
    if (one.node instanceof Inner || other.node instanceof Inner) {
      differences(child(one, depth, false), child(other, depth, false), depth + 1, out);
      differences(child(one, depth, true), child(other, depth, true), depth + 1, out);
      return;
    }
    Optional<Leaf> left = Optional.ofNullable((Leaf) one.node);
    Optional<Leaf> right = Optional.ofNullable((Leaf) other.node);
    if (left.isPresent() && right.isPresent() && !left.get().keyHash.equals(right.get().keyHash)) {
      boolean leftFirst = left.get().keyHash.compareTo(right.get().keyHash) < 0;
      if (leftFirst) {
        out.accept(left.map(Leaf::entry), Optional.empty());
      }
      out.accept(Optional.empty(), right.map(Leaf::entry));
      if (!leftFirst) {
        out.accept(left.map(Leaf::entry), Optional.empty());
      }
      return;
    }
    out.accept(left.map(Leaf::entry), right.map(Leaf::entry));
  }

  /** A subtree's side; a leaf is on the side where its key is. */
  private static Subtree child(Subtree at, int depth, boolean right) {
    return switch (at.node) {
      case null -> Subtree.EMPTY;
      case Leaf leaf -> leaf.keyHash.bit(depth) == right ? at : Subtree.EMPTY;
      case Inner inner -> right ? inner.right() : inner.left();
    };
  }

  Subtree top() {
    return root;
  }

  /** The proof that the key has the value that it has, or that it has none. */
  public SparseProof prove(byte[] key) {
    Hash keyHash = Sha256.of(key);
    var siblings = new ArrayList<Hash>();
    Node at = root.node;
    int depth = 0;
    while (at instanceof Inner inner) {
      boolean right = keyHash.bit(depth++);
      siblings.add(right ? inner.left().hash : inner.right().hash);
      at = right ? inner.right : inner.left;
    }
    Optional<SparseProof.OtherLeaf> other =
        at instanceof Leaf leaf && !leaf.keyHash.equals(keyHash)
            ? Optional.of(new SparseProof.OtherLeaf(leaf.keyHash, leaf.valueHash()))
            : Optional.empty();
    return new SparseProof(List.copyOf(siblings), other);
  }

  private static Subtree put(NodeHasher hasher, Subtree at, Subtree leaf, int depth) {
    Hash keyHash = keyHash(leaf);
    return switch (at.node) {
      case null -> leaf;
      case Leaf old when old.keyHash.equals(keyHash) -> leaf;
      case Leaf old -> fork(hasher, at, leaf, depth);
      case Inner inner ->
          keyHash.bit(depth)
              ? inner(hasher, inner.left(), put(hasher, inner.right(), leaf, depth + 1))
              : inner(hasher, put(hasher, inner.left(), leaf, depth + 1), inner.right());
    };
  }

  private static Subtree fork(NodeHasher hasher, Subtree one, Subtree two, int depth) {
    boolean oneRight = keyHash(one).bit(depth);
    if (oneRight == keyHash(two).bit(depth)) {
      Subtree below = fork(hasher, one, two, depth + 1);
      return oneRight ? inner(hasher, Subtree.EMPTY, below) : inner(hasher, below, Subtree.EMPTY);
    }
    return oneRight ? inner(hasher, two, one) : inner(hasher, one, two);
  }

  private static Subtree remove(NodeHasher hasher, Subtree at, Hash keyHash, int depth) {
    return switch (at.node) {
      case null -> at;
      case Leaf leaf -> leaf.keyHash.equals(keyHash) ? Subtree.EMPTY : at;
      case Inner inner -> {
        boolean right = keyHash.bit(depth);
        yield collapse(
            hasher,
            right ? inner.left() : remove(hasher, inner.left(), keyHash, depth + 1),
            right ? remove(hasher, inner.right(), keyHash, depth + 1) : inner.right());
      }
    };
  }

  /** Keeps the form unique: a subtree with a single leaf is that leaf. */
  private static Subtree collapse(NodeHasher hasher, Subtree left, Subtree right) {
    if (left.isEmpty() && !(right.node instanceof Inner)) {
      return right;
    }
    if (right.isEmpty() && left.node instanceof Leaf) {
      return left;
    }
    return inner(hasher, left, right);
  }

  /** The key's hash of a subtree that is a leaf. */
  static Hash keyHash(Subtree leaf) {
    return ((Leaf) leaf.node).keyHash;
  }

  /** Whether a subtree that is a leaf holds this entry. */
  static boolean isOf(Subtree leaf, TreeEntry entry) {
    var holds = (Leaf) leaf.node;
    return Arrays.equals(holds.key, entry.key()) && Arrays.equals(holds.value, entry.value());
  }

  private static Subtree leaf(NodeHasher hasher, TreeEntry entry) {
    Hash keyHash = hasher.of(entry.key());
    return new Subtree(
        new Leaf(entry.key(), entry.value(), keyHash),
        hasher.of(LEAF, keyHash, hasher.of(entry.value())));
  }

  private static Subtree inner(NodeHasher hasher, Subtree left, Subtree right) {
    return new Subtree(new Inner(left, right), hasher.of(NODE, left.hash, right.hash));
  }

  static Hash leafHash(Hash keyHash, Hash valueHash) {
    return new NodeHasher().of(LEAF, keyHash, valueHash);
  }

  static Hash nodeHash(Hash left, Hash right) {
    return new NodeHasher().of(NODE, left, right);
  }
}
