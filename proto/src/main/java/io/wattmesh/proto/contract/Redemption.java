package io.wattmesh.proto.contract;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * A participant asks an issuer to pay it elsewhere for tokens that then are no more. The
 * participant signs it (as a REDEMPTION), the issuer hands the envelope in as the arguments of
 * {@code payment-token redeem}: so neither burns the participant's tokens alone.
 *
 * @param issuer who is to pay
 * @param amount micro-tokens, above 0
 * @param reference SHA-256 of the order to pay; each is used once, so that one signature burns once
 */
public record Redemption(ParticipantId issuer, long amount, Hash reference) {
  public Redemption {
    Objects.requireNonNull(issuer);
    Objects.requireNonNull(reference);
    Tokens.requirePositive(amount);
  }

  public byte[] toBytes() {
    return new CanonicalWriter().text(issuer.value()).i64(amount).hash(reference).toByteArray();
  }

  public static Redemption ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes, in -> new Redemption(MarketCodec.readParticipant(in), in.i64(), in.hash()));
  }
}
