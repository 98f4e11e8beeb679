package io.wattmesh.proto.merkle;

import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.Hash;
import java.security.DigestException;
import java.security.MessageDigest;

/** Hashes many nodes of a tree with one digest and one buffer. Not for two threads at once. */
final class NodeHasher {
  private static final int SECOND = 1 + Hash.BYTES;

  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] buffer = new byte[SECOND + Hash.BYTES];

  Hash of(byte[] bytes) {
    digest.update(bytes);
    return finish();
  }

  /** The digest of a byte that tells the kind, and a value. */
  Hash of(byte kind, byte[] value) {
    digest.update(kind);
    return of(value);
  }

  /** The digest of a byte that tells the kind, and two hashes. */
  Hash of(byte kind, Hash one, Hash other) {
    buffer[0] = kind;
    one.writeTo(buffer, 1);
    other.writeTo(buffer, SECOND);
    return of(buffer);
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
