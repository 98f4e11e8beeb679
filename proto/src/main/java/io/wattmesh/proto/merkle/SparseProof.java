package io.wattmesh.proto.merkle;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * That a key of a {@link SparseTree} has a value, or has none.
 *
 * @param siblings the hashes beside the path, from the root down
 * @param other the leaf that stands at the path's end in the key's place, if there is one: it
 *     proves that the key is absent
 */
public record SparseProof(List<Hash> siblings, Optional<OtherLeaf> other) {
  private static final int MAX_DEPTH = 256;

  /** A leaf by its hashes. */
  public record OtherLeaf(Hash keyHash, Hash valueHash) {}

  public SparseProof {
    siblings = List.copyOf(siblings);
    if (siblings.size() > MAX_DEPTH) {
      throw new IllegalArgumentException("A path has at most " + MAX_DEPTH + " hashes.");
    }
  }

  /** Whether the key has the value under the root. */
  public boolean verifyPresent(byte[] key, byte[] value, Hash root) {
    Hash keyHash = Sha256.of(key);
    return other.isEmpty()
        && climb(keyHash, SparseTree.leafHash(keyHash, Sha256.of(value))).equals(root);
  }

  /** Whether the key has no value under the root. */
  public boolean verifyAbsent(byte[] key, Hash root) {
    Hash keyHash = Sha256.of(key);
    if (other.isEmpty()) {
      return climb(keyHash, Hash.ZERO).equals(root);
    }
    OtherLeaf leaf = other.get();
    return !leaf.keyHash().equals(keyHash)
        && sharesPath(leaf.keyHash(), keyHash)
        && climb(keyHash, SparseTree.leafHash(leaf.keyHash(), leaf.valueHash())).equals(root);
  }

  private boolean sharesPath(Hash one, Hash two) {
    for (int depth = 0; depth < siblings.size(); depth++) {
      if (one.bit(depth) != two.bit(depth)) {
        return false;
      }
    }
    return true;
  }

  private Hash climb(Hash keyHash, Hash leaf) {
    Hash hash = leaf;
    for (int depth = siblings.size() - 1; depth >= 0; depth--) {
      Hash sibling = siblings.get(depth);
      hash =
          keyHash.bit(depth)
              ? SparseTree.nodeHash(sibling, hash)
              : SparseTree.nodeHash(hash, sibling);
    }
    return hash;
  }

  public void write(CanonicalWriter out) {
    out.i32(siblings.size());
    siblings.forEach(out::hash);
    out.bool(other.isPresent());
    other.ifPresent(leaf -> out.hash(leaf.keyHash()).hash(leaf.valueHash()));
  }

  public static SparseProof read(CanonicalReader in) {
    int depth = in.count(MAX_DEPTH, Hash.BYTES);
    var siblings = new ArrayList<Hash>(depth);
    for (int k = 0; k < depth; k++) {
      siblings.add(in.hash());
    }
    Optional<OtherLeaf> other =
        in.bool() ? Optional.of(new OtherLeaf(in.hash(), in.hash())) : Optional.empty();
    return new SparseProof(siblings, other);
  }
}
