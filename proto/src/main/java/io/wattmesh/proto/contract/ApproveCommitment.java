package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;
import java.util.Optional;

/**
 * The arguments of {@code forward-commitment approve}: who may transfer this one beside its owner.
 *
 * @param approved empty takes the approval back
 */
public record ApproveCommitment(CommitmentId commitment, Optional<ParticipantId> approved) {
  public ApproveCommitment {
    Objects.requireNonNull(commitment);
    Objects.requireNonNull(approved);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    commitment.write(out);
    out.bool(approved.isPresent());
    approved.ifPresent(id -> out.text(id.value()));
    return out.toByteArray();
  }

  public static ApproveCommitment ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new ApproveCommitment(
                CommitmentId.read(in),
                in.bool() ? Optional.of(MarketCodec.readParticipant(in)) : Optional.empty()));
  }
}
