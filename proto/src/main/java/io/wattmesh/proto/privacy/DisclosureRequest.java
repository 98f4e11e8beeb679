package io.wattmesh.proto.privacy;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;

/**
 * What an auditor signs to be given the records and settlements of its area.
 *
 * @param fromInterval the first interval whose settlements are asked for, from 0
 * @param toInterval the last one
 * @param notAfterMillis until when it may be answered, milliseconds since 1970 UTC: whoever gets
 *     hold of it later is told nothing
 */
public record DisclosureRequest(long fromInterval, long toInterval, long notAfterMillis) {
  public DisclosureRequest {
    if (fromInterval < 0 || toInterval < fromInterval) {
      throw new IllegalArgumentException(
          "A request is for intervals from 0 on, in order; this is for %d to %d."
              .formatted(fromInterval, toInterval));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .i64(fromInterval)
        .i64(toInterval)
        .i64(notAfterMillis)
        .toByteArray();
  }

  public static DisclosureRequest ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new DisclosureRequest(in.i64(), in.i64(), in.i64()));
  }
}
