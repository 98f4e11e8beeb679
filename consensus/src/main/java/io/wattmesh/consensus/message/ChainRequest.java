package io.wattmesh.consensus.message;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * Asks for the blocks up to the highest certified one (the quorum certificate that the asker wants
 * to follow is in the sync info beside). The answer begins above the known block if the answerer
 * has it on that chain, else above the asker's committed height, which all chains share.
 *
 * @param committedHeight the asker's last committed height
 * @param knownHeight the height of the asker's highest certified block
 * @param knownId that block's id
 */
public record ChainRequest(long committedHeight, long knownHeight, Hash knownId) {
  public ChainRequest {
    Objects.requireNonNull(knownId);
    if (committedHeight < 0 || knownHeight < committedHeight || knownHeight == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Known height %d must not be below committed height %d, nor that below 0."
              .formatted(knownHeight, committedHeight));
    }
  }

  public byte[] toBytes() {
    return new CanonicalWriter().i64(committedHeight).i64(knownHeight).hash(knownId).toByteArray();
  }

  public static ChainRequest read(CanonicalReader in) {
    return new ChainRequest(in.i64(), in.i64(), in.hash());
  }
}
