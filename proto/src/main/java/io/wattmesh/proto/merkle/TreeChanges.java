package io.wattmesh.proto.merkle;

import io.wattmesh.proto.merkle.SparseTree.Inner;
import io.wattmesh.proto.merkle.SparseTree.Leaf;
import io.wattmesh.proto.merkle.SparseTree.Node;
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
  /** So many paths are read ahead together: as many as fit into a processor's near caches. */
  private static final int READ_AHEAD = 64;

  /** A change of a key: its leaf, or an empty subtree if it is removed. */
  record Change(Hash keyHash, Subtree leaf) {}

  private final Change[] all;

  /** The first bits of each key hash, side by side: most parting needs no others. */
  private final long[] heads;

  private int count;

  /** The tops of the subtrees that paths have come to. */
  private final Node[] reached = new Node[READ_AHEAD];

  /** How far changes have been read ahead, from the first on. */
  private int ahead;

  /**
   * Counted so that leaves are read ahead too: nobody could leave out reads that tell something.
   */
  private int known;

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

  /**
   * Goes down the paths of changes together, a step of each in turn, before they are gone down one
   * by one: most nodes of a large tree are in no cache, and so their reads overlap, while on one
   * path each waits for the one before.
   */
  void readAhead(Inner top, int from, int to, int depth) {
    int paths = to - from;
    if (from < ahead || paths > READ_AHEAD) {
      return;
    }
    ahead = to;
    Arrays.fill(reached, 0, paths, top);
    boolean isGoing = true;
    for (int at = depth; isGoing; at++) {
      isGoing = false;
      for (int k = 0; k < paths; k++) {
        if (reached[k] instanceof Inner inner) {
          reached[k] = inner.side(isRight(from + k, at));
          isGoing = true;
        }
      }
    }
    for (int k = 0; k < paths; k++) {
      if (reached[k] instanceof Leaf leaf) {
        known += leaf.keyHash().part(0) == heads[from + k] ? 1 : 0;
      }
    }
  }

  /** How many of the changes that were read ahead met, by its first bits, a leaf of their key. */
  int known() {
    return known;
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
