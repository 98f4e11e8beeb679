package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;

/** One bus's bid book under the interval's books root. */
public record BookEntry(int bus, Hash bookRoot) {
  public byte[] toBytes() {
    return new CanonicalWriter().i32(bus).hash(bookRoot).toByteArray();
  }
}
