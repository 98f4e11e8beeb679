package io.wattmesh.consensus.message;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.merkle.TreeCut;

/**
 * Asks for a snapshot's manifest or for one of its chunks.
 *
 * @param height the snapshot's height; 0 for the newest
 * @param chunk the chunk's index, or {@link #MANIFEST}
 */
public record SnapshotRequest(long height, int chunk) {
  public static final int MANIFEST = -1;

  /** Asks for the manifest of the newest snapshot. */
  public static final SnapshotRequest NEWEST = new SnapshotRequest(0, MANIFEST);

  public SnapshotRequest {
    if (height < 0
        || chunk < MANIFEST
        || chunk >= TreeCut.MAX_CHUNKS
        || (height == 0 && chunk != MANIFEST)) {
      throw new IllegalArgumentException(
          "There is no chunk %d of a snapshot of height %d to be asked for."
              .formatted(chunk, height));
    }
  }

  public boolean isForManifest() {
    return chunk == MANIFEST;
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  void write(CanonicalWriter out) {
    out.i64(height).i32(chunk);
  }

  public static SnapshotRequest read(CanonicalReader in) {
    return new SnapshotRequest(in.i64(), in.i32());
  }
}
