package io.wattmesh.ledger.state;

import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/**
 * The notice that holds for an interval's network.
 *
 * @param envelope SHA-256 of the signed notice
 */
public record NetworkRecord(ParticipantId operator, Hash envelope, NetworkNotice notice) {
  byte[] toBytes() {
    return new CanonicalWriter()
        .text(operator.value())
        .hash(envelope)
        .bytes(notice.toBytes())
        .toByteArray();
  }

  static NetworkRecord ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new NetworkRecord(
                MarketCodec.readParticipant(in),
                in.hash(),
                NetworkNotice.ofBytes(in.bytes(MessageType.NETWORK_NOTICE.maxPayloadBytes()))));
  }
}
