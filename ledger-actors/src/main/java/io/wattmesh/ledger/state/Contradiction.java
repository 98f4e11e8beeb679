package io.wattmesh.ledger.state;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/**
 * That an oracle signed two different readings of one participant and interval. Whoever has the two
 * envelopes can prove by their hashes that they are those.
 *
 * @param first SHA-256 of the envelope that was known first
 * @param second SHA-256 of the other one
 * @param blockMillis block time of the conviction
 */
public record Contradiction(
    ParticipantId oracle,
    ParticipantId participant,
    long interval,
    Hash first,
    Hash second,
    long blockMillis) {
  byte[] toBytes() {
    return new CanonicalWriter()
        .text(oracle.value())
        .text(participant.value())
        .i64(interval)
        .hash(first)
        .hash(second)
        .i64(blockMillis)
        .toByteArray();
  }

  static Contradiction ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new Contradiction(
                MarketCodec.readParticipant(in),
                MarketCodec.readParticipant(in),
                in.i64(),
                in.hash(),
                in.hash(),
                in.i64()));
  }
}
