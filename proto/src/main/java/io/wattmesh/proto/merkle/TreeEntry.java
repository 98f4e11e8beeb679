package io.wattmesh.proto.merkle;

import java.util.Objects;

/** A key of a {@link SparseTree} with its value. Handed on as it is: nobody may write to either. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record TreeEntry(byte[] key, byte[] value) {
  public TreeEntry {
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
  }
}
