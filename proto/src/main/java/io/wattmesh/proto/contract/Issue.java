package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * The arguments of {@code payment-token issue}: an issuer, which was paid elsewhere, makes tokens
 * for a participant.
 *
 * @param amount micro-tokens, above 0
 * @param reference SHA-256 of what proves the payment; each is used once, for whatever it was
 */
public record Issue(ParticipantId to, long amount, Hash reference) {
  public Issue {
    Objects.requireNonNull(to);
    Objects.requireNonNull(reference);
    Tokens.requirePositive(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(to.value()).i64(amount).hash(reference).toByteArray();
  }

  public static Issue ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new Issue(MarketCodec.readParticipant(in), in.i64(), in.hash()));
  }
}
