package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An immutable sparse Merkle tree from keys to value hashes, for the ledger's state: a binary trie
 * over SHA-256 of the key, in which a subtree with a single leaf is that leaf. An empty subtree is
 * 32 zero bytes, a leaf SHA-256(0x02, key hash, value hash), a node SHA-256(0x03, left, right). The
 * root depends on the contents alone, never on the order of updates; updates share all unchanged
 * nodes, so that a speculative state costs only what it changes.
 */
public final class SparseTree {
  public static final SparseTree EMPTY = new SparseTree(null);

  private static final byte[] LEAF = {0x02};
  private static final byte[] NODE = {0x03};

  private sealed interface Node {
    Hash hash();
  }

  private record Leaf(Hash keyHash, Hash valueHash, Hash hash) implements Node {}

  private record Inner(Node left, Node right, Hash hash) implements Node {}

  private final Node root;

  private SparseTree(Node root) {
    this.root = root;
  }

  public Hash root() {
    return hashOf(root);
  }

  /** The tree in which the key has the value. */
  public SparseTree put(byte[] key, byte[] value) {
    return new SparseTree(put(root, leaf(Sha256.of(key), Sha256.of(value)), 0));
  }

  /** The tree without the key. */
  public SparseTree remove(byte[] key) {
    return new SparseTree(remove(root, Sha256.of(key), 0));
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
            ? Optional.of(new SparseProof.OtherLeaf(leaf.keyHash, leaf.valueHash))
            : Optional.empty();
    return new SparseProof(List.copyOf(siblings), other);
  }

  private static Node put(Node at, Leaf leaf, int depth) {
    return switch (at) {
      case null -> leaf;
      case Leaf old when old.keyHash.equals(leaf.keyHash) -> leaf;
      case Leaf old -> fork(old, leaf, depth);
      case Inner inner ->
          leaf.keyHash.bit(depth)
              ? inner(inner.left, put(inner.right, leaf, depth + 1))
              : inner(put(inner.left, leaf, depth + 1), inner.right);
    };
  }

  private static Node fork(Leaf one, Leaf two, int depth) {
    boolean oneRight = one.keyHash.bit(depth);
    if (oneRight == two.keyHash.bit(depth)) {
      Node below = fork(one, two, depth + 1);
      return oneRight ? inner(null, below) : inner(below, null);
    }
    return oneRight ? inner(two, one) : inner(one, two);
  }

  private static Node remove(Node at, Hash keyHash, int depth) {
    return switch (at) {
      case null -> null;
      case Leaf leaf -> leaf.keyHash.equals(keyHash) ? null : leaf;
      case Inner inner -> {
        boolean right = keyHash.bit(depth);
        yield collapse(
            right ? inner.left : remove(inner.left, keyHash, depth + 1),
            right ? remove(inner.right, keyHash, depth + 1) : inner.right);
      }
    };
  }

  /** Keeps the form unique: a subtree with a single leaf is that leaf. */
  private static Node collapse(Node left, Node right) {
    if (left == null && !(right instanceof Inner)) {
      return right;
    }
    if (right == null && left instanceof Leaf) {
      return left;
    }
    return inner(left, right);
  }

  private static Hash hashOf(Node node) {
    return node == null ? Hash.ZERO : node.hash();
  }

  private static Leaf leaf(Hash keyHash, Hash valueHash) {
    return new Leaf(keyHash, valueHash, leafHash(keyHash, valueHash));
  }

  private static Inner inner(Node left, Node right) {
    return new Inner(left, right, nodeHash(hashOf(left), hashOf(right)));
  }

  static Hash leafHash(Hash keyHash, Hash valueHash) {
    return Sha256.of(LEAF, keyHash.bytes(), valueHash.bytes());
  }

  static Hash nodeHash(Hash left, Hash right) {
    return Sha256.of(NODE, left.bytes(), right.bytes());
  }
}
