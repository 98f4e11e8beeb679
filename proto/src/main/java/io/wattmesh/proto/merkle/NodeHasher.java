package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.security.DigestException;
import java.security.MessageDigest;

/** Hashes many nodes of a {@link SparseTree} with one digest and one buffer. Not for two threads. */
final class NodeHasher {
  private static final byte LEAF = 0x02;
  private static final byte NODE = 0x03;
  private static final int SECOND = 1 + Hash.BYTES;

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] buffer = new byte[SECOND + Hash.BYTES];

  Hash of(byte[] bytes) {
    digest.update(bytes);
    return finish();
  }

  Hash leaf(Hash keyHash, Hash valueHash) {
    return pair(LEAF, keyHash, valueHash);
  }

  Hash node(Hash left, Hash right) {
    return pair(NODE, left, right);
  }

  private Hash pair(byte kind, Hash one, Hash other) {
    buffer[0] = kind;
    one.writeTo(buffer, 1);
    other.writeTo(buffer, SECOND);
    digest.update(buffer);
    return finish();
  }

  private Hash finish() {
    try {
      digest.digest(buffer, 0, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 gives 32 bytes.", e);
    }
    return Hash.of(buffer, 0);
  }
}
