package io.wattmesh.proto.merkle;

import io.wattmesh.proto.merkle.SparseTree.Subtree;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Changes of a {@link SparseTree} that are parted by the bits of their key hashes as the tree is
 * gone down, which orders them as far as the tree needs and costs less than to sort them.
 */
final class TreeChanges {
  /** A change of a key: its leaf, or an empty subtree if it is removed. */
  record Change(Hash keyHash, Subtree leaf) {}

  private final Change[] all;

  /** The first bits of each key hash, side by side: most parting needs no others. */
  private final long[] heads;

  private int count;

  TreeChanges(int most) {
    all = new Change[most];
    heads = new long[most];
  }

  void add(Hash keyHash, Subtree leaf) {
    all[count] = new Change(keyHash, leaf);
    heads[count++] = keyHash.part(0);
  }

  int count() {
    return count;
  }

  Change get(int at) {
    return all[at];
  }

  private boolean isRight(int at, int depth) {
    return depth < Long.SIZE ? heads[at] << depth < 0 : all[at].keyHash.bit(depth);
  }

  /** Puts those with a zero at this depth first, and tells where the others begin. */
  int part(int from, int to, int depth) {
    int left = from;
    int right = to;
    while (left < right) {
      if (isRight(left, depth)) {
        swap(left, --right);
      } else {
        left++;
      }
    }
    return left;
  }

  private void swap(int one, int other) {
    Change change = all[one];
    all[one] = all[other];
    all[other] = change;
    long head = heads[one];
    heads[one] = heads[other];
    heads[other] = head;
  }

  /** The leaves of some of these by rising key hash, an old one with them if no change is of it. */
  List<Subtree> leaves(int from, int to, Subtree old) {
    List<Change> sorted = new ArrayList<>(Arrays.asList(all).subList(from, to));
    sorted.sort(Comparator.comparing(Change::keyHash));
    SparseTree.requireDistinct(sorted, Change::keyHash);
    var leaves = new ArrayList<Subtree>(sorted.size() + 1);
    for (Change change : sorted) {
      if (!change.leaf.isEmpty()) {
        leaves.add(change.leaf);
      }
    }
    if (!old.isEmpty()
        && sorted.stream().noneMatch(change -> change.keyHash.equals(SparseTree.keyHash(old)))) {
      leaves.add(old);
      leaves.sort(Comparator.comparing(SparseTree::keyHash));
    }
    return leaves;
  }
}
