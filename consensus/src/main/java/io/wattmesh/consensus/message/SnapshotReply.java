package io.wattmesh.consensus.message;

import io.wattmesh.consensus.snapshot.SnapshotManifest;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.util.Objects;
import java.util.Optional;

/**
 * The manifest or chunk that was asked for; nothing if its sender has it not, or no more.
 *
 * @param request what was asked for, as it was asked
 */
public record SnapshotReply(SnapshotRequest request, Optional<byte[]> content) {
  public SnapshotReply {
    Objects.requireNonNull(request);
    Objects.requireNonNull(content);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    request.write(out);
    out.bool(content.isPresent());
    content.ifPresent(out::bytes);
    return out.toByteArray();
  }

  public static SnapshotReply read(CanonicalReader in) {
    return new SnapshotReply(
        SnapshotRequest.read(in),
        in.bool() ? Optional.of(in.bytes(SnapshotManifest.MAX_BYTES)) : Optional.empty());
  }
}
