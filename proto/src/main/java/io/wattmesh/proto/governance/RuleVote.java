package io.wattmesh.proto.governance;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.model.Hash;
import java.util.Objects;

/**
 * A governor's vote on a proposal.
 *
 * @param proposal the proposal's id
 * @param cancels whether the vote is to cancel it, and not for it
 */
public record RuleVote(Hash proposal, boolean cancels) {
  public RuleVote {
    Objects.requireNonNull(proposal);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().hash(proposal).bool(cancels).toByteArray();
  }

  public static RuleVote ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, in -> new RuleVote(in.hash(), in.bool()));
  }
}
