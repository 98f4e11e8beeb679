package io.wattmesh.consensus.message;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/** Asks for the batch of a digest; who does not have it does not answer. */
public record BatchRequest(Hash digest) {
  public BatchRequest {
    Objects.requireNonNull(digest);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().hash(digest).toByteArray();
  }

  public static BatchRequest read(CanonicalReader in) {
    return new BatchRequest(in.hash());
  }
}
