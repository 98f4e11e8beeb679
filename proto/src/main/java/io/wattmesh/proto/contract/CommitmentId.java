package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * Names a forward commitment: the award of one participant in one interval, and so also its bus.
 *
 * @param participant whose bid was awarded, whoever owns the commitment
 */
public record CommitmentId(long interval, ParticipantId participant) {
  public CommitmentId {
    Objects.requireNonNull(participant);
    if (interval < 0) {
      throw new IllegalArgumentException("Intervals count from 0, this is %d.".formatted(interval));
    }
  }

  void write(CanonicalWriter out) {
    out.i64(interval).text(participant.value());
  }

  static CommitmentId read(CanonicalReader in) {
    return new CommitmentId(in.i64(), MarketCodec.readParticipant(in));
  }

  public byte[] toBytes() {
    var out = new CanonicalWriter();
    write(out);
    return out.toByteArray();
  }

  public static CommitmentId ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(bytes, CommitmentId::read);
  }
}
