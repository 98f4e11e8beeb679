package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/** The arguments of {@code forward-commitment transfer-from} and {@code safe-transfer-from}. */
public record TransferCommitment(ParticipantId from, ParticipantId to, CommitmentId commitment) {
  public TransferCommitment {
    Objects.requireNonNull(from);
    Objects.requireNonNull(to);
    Objects.requireNonNull(commitment);
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter().text(from.value()).text(to.value());
    commitment.write(out);
    return out.toByteArray();
  }

  public static TransferCommitment ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new TransferCommitment(
                MarketCodec.readParticipant(in),
                MarketCodec.readParticipant(in),
                CommitmentId.read(in)));
  }
}
