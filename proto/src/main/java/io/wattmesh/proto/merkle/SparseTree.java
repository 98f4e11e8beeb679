package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
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
  public static final SparseTree EMPTY = new SparseTree(null);

  private static final byte LEAF = 0x02;
  private static final byte NODE = 0x03;

  sealed interface Node {
    Hash hash();
  }

  /** Without its value's hash, which only a proof of a key's absence asks for. */
  record Leaf(TreeEntry entry, Hash keyHash, Hash hash) implements Node {
    Hash valueHash() {
      return Sha256.of(entry.value());
    }
  }

  record Inner(Node left, Node right, Hash hash) implements Node {}

  private final Node root;

  private SparseTree(Node root) {
    this.root = root;
  }

  public Hash root() {
    return hashOf(root);
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

  /** A change of a key: its leaf, or none if it is removed. */
  private record Change(Hash keyHash, Optional<Leaf> leaf) {}

  /**
   * The tree with all of these changes, each hash above them made once.
   *
   * @param puts keys with new values
   * @param removed keys that go; one that is not there changes nothing
   * @throws IllegalArgumentException if a key is there twice
   */
  public SparseTree with(Collection<TreeEntry> puts, Collection<byte[]> removed) {
    var hasher = new NodeHasher();
    var changes = new ArrayList<Change>(puts.size() + removed.size());
    for (TreeEntry entry : puts) {
      Leaf leaf = leaf(hasher, entry);
      changes.add(new Change(leaf.keyHash, Optional.of(leaf)));
    }
    removed.forEach(key -> changes.add(new Change(hasher.of(key), Optional.empty())));
    changes.sort((one, other) -> one.keyHash.compareTo(other.keyHash));
    requireDistinct(changes, Change::keyHash);
    return new SparseTree(with(hasher, root, changes, 0));
  }

  /** A subtree with sorted changes whose key hashes agree with it in the bits above its depth. */
  private static Node with(NodeHasher hasher, Node at, List<Change> changes, int depth) {
    if (changes.isEmpty()) {
      return at;
    }
    if (changes.size() == 1) {
      Change only = changes.getFirst();
      return only.leaf.isPresent()
          ? put(hasher, at, only.leaf.get(), depth)
          : remove(hasher, at, only.keyHash, depth);
    }
    if (at instanceof Inner inner) {
      int split = split(changes, Change::keyHash, depth);
      return collapse(
          hasher,
          with(hasher, inner.left, changes.subList(0, split), depth + 1),
          with(hasher, inner.right, changes.subList(split, changes.size()), depth + 1));
    }
    var leaves = new ArrayList<Leaf>(changes.size() + 1);
    changes.forEach(change -> change.leaf.ifPresent(leaves::add));
    if (at instanceof Leaf old
        && changes.stream().noneMatch(change -> change.keyHash.equals(old.keyHash))) {
      leaves.add(old);
      leaves.sort(Comparator.comparing(Leaf::keyHash));
    }
    return subtree(hasher, leaves, depth);
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
  static List<Leaf> leaves(NodeHasher hasher, Collection<TreeEntry> entries) {
    List<Leaf> leaves =
        entries.stream()
            .map(entry -> leaf(hasher, entry))
            .sorted(Comparator.comparing(Leaf::keyHash))
            .toList();
    requireDistinct(leaves, Leaf::keyHash);
    return leaves;
  }

  private static <T> void requireDistinct(List<T> sorted, Function<T, Hash> keyHash) {
    for (int k = 1; k < sorted.size(); k++) {
      Hash hash = keyHash.apply(sorted.get(k));
      if (keyHash.apply(sorted.get(k - 1)).equals(hash)) {
        throw new IllegalArgumentException(
            "A key with hash %s is there twice.".formatted(hash.shortHex()));
      }
    }
  }

  /** The subtree of sorted leaves whose key hashes agree in the bits above a depth. */
  static Node subtree(NodeHasher hasher, List<Leaf> sorted, int depth) {
    if (sorted.size() <= 1) {
      return sorted.isEmpty() ? null : sorted.getFirst();
    }
    int split = split(sorted, Leaf::keyHash, depth);
    return inner(
        hasher,
        subtree(hasher, sorted.subList(0, split), depth + 1),
        subtree(hasher, sorted.subList(split, sorted.size()), depth + 1));
  }

  /** All entries by rising hash of their keys. */
  public void forEach(Consumer<TreeEntry> consumer) {
    forEach(root, consumer);
  }

  static void forEach(Node at, Consumer<TreeEntry> consumer) {
    switch (at) {
      case null -> {}
      case Leaf leaf -> consumer.accept(leaf.entry);
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
      Node one, Node other, int depth, BiConsumer<Optional<TreeEntry>, Optional<TreeEntry>> out) {
    if (hashOf(one).equals(hashOf(other))) {
      return;
    }
    if (one instanceof Inner || other instanceof Inner) {
      differences(child(one, depth, false), child(other, depth, false), depth + 1, out);
      differences(child(one, depth, true), child(other, depth, true), depth + 1, out);
      return;
    }
    Optional<Leaf> left = Optional.ofNullable((Leaf) one);
    Optional<Leaf> right = Optional.ofNullable((Leaf) other);
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

  /** A node's side; a leaf is on the side where its key is. */
  private static Node child(Node at, int depth, boolean right) {
    return switch (at) {
      case null -> null;
      case Leaf leaf -> leaf.keyHash.bit(depth) == right ? leaf : null;
      case Inner inner -> right ? inner.right : inner.left;
    };
  }

  Node top() {
    return root;
  }

  /** The proof that the key has the value that it has, or that it has none. */
  public SparseProof prove(byte[] key) {
    Hash keyHash = Sha256.of(key);
    var siblings = new ArrayList<Hash>();
    Node at = root;
    int depth = 0;
    while (at instanceof Inner inner) {
      boolean right = keyHash.bit(depth++);
      siblings.add(hashOf(right ? inner.left : inner.right));
      at = right ? inner.right : inner.left;
    }
    Optional<SparseProof.OtherLeaf> other =
        at instanceof Leaf leaf && !leaf.keyHash.equals(keyHash)
            ? Optional.of(new SparseProof.OtherLeaf(leaf.keyHash, leaf.valueHash()))
            : Optional.empty();
    return new SparseProof(List.copyOf(siblings), other);
  }

  private static Node put(NodeHasher hasher, Node at, Leaf leaf, int depth) {
    return switch (at) {
      case null -> leaf;
      case Leaf old when old.keyHash.equals(leaf.keyHash) -> leaf;
      case Leaf old -> fork(hasher, old, leaf, depth);
      case Inner inner ->
          leaf.keyHash.bit(depth)
              ? inner(hasher, inner.left, put(hasher, inner.right, leaf, depth + 1))
              : inner(hasher, put(hasher, inner.left, leaf, depth + 1), inner.right);
    };
  }

  private static Node fork(NodeHasher hasher, Leaf one, Leaf two, int depth) {
    boolean oneRight = one.keyHash.bit(depth);
    if (oneRight == two.keyHash.bit(depth)) {
      Node below = fork(hasher, one, two, depth + 1);
      return oneRight ? inner(hasher, null, below) : inner(hasher, below, null);
    }
    return oneRight ? inner(hasher, two, one) : inner(hasher, one, two);
  }

  private static Node remove(NodeHasher hasher, Node at, Hash keyHash, int depth) {
    return switch (at) {
      case null -> null;
      case Leaf leaf -> leaf.keyHash.equals(keyHash) ? null : leaf;
      case Inner inner -> {
        boolean right = keyHash.bit(depth);
        yield collapse(
            hasher,
            right ? inner.left : remove(hasher, inner.left, keyHash, depth + 1),
            right ? remove(hasher, inner.right, keyHash, depth + 1) : inner.right);
      }
    };
  }

  /** Keeps the form unique: a subtree with a single leaf is that leaf. */
  private static Node collapse(NodeHasher hasher, Node left, Node right) {
    if (left == null && !(right instanceof Inner)) {
      return right;
    }
    if (right == null && left instanceof Leaf) {
      return left;
    }
    return inner(hasher, left, right);
  }

  static Hash hashOf(Node node) {
    return node == null ? Hash.ZERO : node.hash();
  }

  private static Leaf leaf(NodeHasher hasher, TreeEntry entry) {
    Hash keyHash = hasher.of(entry.key());
    return new Leaf(entry, keyHash, hasher.of(LEAF, keyHash, hasher.of(entry.value())));
  }

  private static Inner inner(NodeHasher hasher, Node left, Node right) {
    return new Inner(left, right, hasher.of(NODE, hashOf(left), hashOf(right)));
  }

  static Hash leafHash(Hash keyHash, Hash valueHash) {
    return new NodeHasher().of(LEAF, keyHash, valueHash);
  }

  static Hash nodeHash(Hash left, Hash right) {
    return new NodeHasher().of(NODE, left, right);
  }
}
