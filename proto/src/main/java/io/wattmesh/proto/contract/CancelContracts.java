package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/** The arguments of {@code contract-for-difference cancel}: an interval that never came. */
public record CancelContracts(long interval) {
  public CancelContracts {
    if (interval < 0) {
      throw new IllegalArgumentException("Intervals count from 0, this is %d.".formatted(interval));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter().i64(interval).toByteArray();
  }

  public static CancelContracts ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new CancelContracts(in.i64()));
  }
}
