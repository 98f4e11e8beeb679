package io.wattmesh.proto.merkle;

import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * All proofs of one list: the nodes of its tree are hashed once, and each proof is read off them.
 * Pairing neighbours level by level, an odd last node going up as it is, gives the tree of {@link
 * MerkleTree}.
 */
public final class MerklePaths {
  private final List<List<Hash>> levels = new ArrayList<>();

  /** The tree of a list that is not empty. */
  public MerklePaths(List<byte[]> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("An empty list has no elements to prove.");
    }
    List<Hash> level = values.stream().map(MerkleTree::leaf).toList();
    levels.add(level);
    while (level.size() > 1) {
      level = above(level);
      levels.add(level);
    }
  }

  private static List<Hash> above(List<Hash> level) {
    var above = new ArrayList<Hash>((level.size() + 1) / 2);
    for (int k = 0; k + 1 < level.size(); k += 2) {
      above.add(MerkleTree.node(level.get(k), level.get(k + 1)));
    }
    if (level.size() % 2 == 1) {
      above.add(level.getLast());
    }
    return above;
  }

  public Hash root() {
    return levels.getLast().getFirst();
  }

  /**
   * The proof that the value at an index is in the list.
   *
   * @throws IndexOutOfBoundsException if there is no such index
   */
  public MerkleProof prove(int index) {
    int size = levels.getFirst().size();
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "Leaf " + index + " is not among the " + size + " leaves.");
    }
    var path = new ArrayList<Hash>(levels.size());
    int at = index;
    for (List<Hash> level : levels) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      at >>= 1;
    }
    return new MerkleProof(index, size, path);
  }
}
