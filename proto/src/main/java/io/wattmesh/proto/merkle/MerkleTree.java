package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of a list (RFC 6962, section 2.1): a leaf is SHA-256(0x00, value), a node is
 * SHA-256(0x01, left, right), and the left subtree of n leaves holds the largest power of two below
 * n. No leaf is ever duplicated to fill a level, so no two lists share a root. The root of the
 * empty list is SHA-256 of nothing.
 */
public final class MerkleTree {
  private static final byte LEAF = 0x00;
  private static final byte NODE = 0x01;
  private static final Hash EMPTY = Sha256.of();

  private MerkleTree() {}

  public static Hash root(List<byte[]> values) {
    var hasher = new NodeHasher();
    return rootOfLeaves(hasher, leaves(hasher, values));
  }

  private static List<Hash> leaves(NodeHasher hasher, List<byte[]> values) {
    var leaves = new ArrayList<Hash>(values.size());
    for (byte[] value : values) {
      leaves.add(hasher.of(LEAF, value));
    }
    return leaves;
  }

  static Hash leaf(byte[] value) {
    return new NodeHasher().of(LEAF, value);
  }

  static Hash node(Hash left, Hash right) {
    return new NodeHasher().of(NODE, left, right);
  }

  private static Hash rootOfLeaves(NodeHasher hasher, List<Hash> leaves) {
    int count = leaves.size();
    if (count == 0) {
      return EMPTY;
    }
    if (count == 1) {
      return leaves.getFirst();
    }
    int split = split(count);
    return hasher.of(
        NODE,
        rootOfLeaves(hasher, leaves.subList(0, split)),
        rootOfLeaves(hasher, leaves.subList(split, count)));
  }

  /** The largest power of two below the count. */
  private static int split(int count) {
    return Integer.highestOneBit(count - 1);
  }

  /**
   * The proof that the value at an index is in the list.
   *
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public static MerkleProof prove(List<byte[]> values, int index) {
    var hasher = new NodeHasher();
    List<Hash> leaves = leaves(hasher, values);
    var path = new ArrayList<Hash>();
    collect(hasher, leaves, index, path);
    return new MerkleProof(index, values.size(), path);
  }

  private static void collect(NodeHasher hasher, List<Hash> leaves, int index, List<Hash> path) {
    int count = leaves.size();
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(
          "Leaf " + index + " is not among the " + count + " leaves.");
    }
    if (count == 1) {
      return;
    }
    int split = split(count);
    List<Hash> left = leaves.subList(0, split);
    List<Hash> right = leaves.subList(split, count);
    if (index < split) {
      collect(hasher, left, index, path);
      path.add(rootOfLeaves(hasher, right));
    } else {
      collect(hasher, right, index - split, path);
      path.add(rootOfLeaves(hasher, left));
    }
  }
}
