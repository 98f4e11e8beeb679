package io.wattmesh.proto.chain;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * What a vote says, and what a quorum certificate collects signatures on.
 *
 * @param round the block's round
 * @param blockId the block's id
 * @param parentRound the round of the block's parent, whose certificate the block carries
 */
public record VoteContent(long round, Hash blockId, long parentRound) {
  /** The length of the canonical bytes. */
  public static final int BYTES = 8 + Hash.BYTES + 8;

  public VoteContent {
    Objects.requireNonNull(blockId);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter(BYTES);
    write(out);
    return out.toByteArray();
  }

  public void write(CanonicalWriter out) {
    out.i64(round).hash(blockId).i64(parentRound);
  }

  public static VoteContent read(CanonicalReader in) {
    return new VoteContent(in.i64(), in.hash(), in.i64());
  }
}
