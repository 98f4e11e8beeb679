package io.wattmesh.proto.merkle;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * That a value is a list's element at an index: the sibling hashes from the leaf up (RFC 6962,
 * section 2.1.1).
 */
public record MerkleProof(int index, int size, List<Hash> path) {
  private static final int MAX_DEPTH = 31;

  public MerkleProof {
    path = List.copyOf(path);
    if (index < 0 || index >= size || path.size() > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "A proof's index (%d) lies below its list's size (%d), its path (%d) within %d hashes."
              .formatted(index, size, path.size(), MAX_DEPTH));
    }
  }

  /** Whether the value stands at the index of the list with this root. */
  public boolean verify(byte[] value, Hash root) {
    int at = index;
    int last = size - 1;
    Hash hash = MerkleTree.leaf(value);
    for (Hash sibling : path) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        hash = MerkleTree.node(sibling, hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = MerkleTree.node(hash, sibling);
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  public void write(CanonicalWriter out) {
    out.i32(index).i32(size).i32(path.size());
    path.forEach(out::hash);
  }

  public static MerkleProof read(CanonicalReader in) {
    int index = in.i32();
    int size = in.i32();
    int depth = in.count(MAX_DEPTH, Hash.BYTES);
    var path = new ArrayList<Hash>(depth);
    for (int k = 0; k < depth; k++) {
      path.add(in.hash());
    }
    return new MerkleProof(index, size, path);
  }
}
