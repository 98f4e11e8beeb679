package io.wattmesh.proto.proof;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * One participant's account of one interval.
 *
 * @param key the participant's registered key
 * @param bidDigest SHA-256 of the signed bid, zero if none stood
 * @param priceMicrosPerMwh the settlement price at the bus
 * @param awardedJoules energy awarded, injection positive
 * @param deliveredJoules energy metered, injection positive
 * @param paymentMicros what the award paid the participant; negative when the participant paid
 * @param deviationMicros what the difference between delivery and award paid
 * @param creditsJoules energy credits minted for verified injection
 */
public record SettlementStatement(
    ParticipantId participant,
    VerificationKey key,
    long interval,
    int bus,
    Hash bidDigest,
    long priceMicrosPerMwh,
    long awardedJoules,
    long deliveredJoules,
    long paymentMicros,
    long deviationMicros,
    long creditsJoules) {
  public SettlementStatement {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(key);
    Objects.requireNonNull(bidDigest);
  }

  /** How far the award was kept. */
  public Fulfilment fulfilment() {
    return Fulfilment.of(awardedJoules, deliveredJoules, creditsJoules);
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .text(participant.value())
        .raw(key.bytes())
        .i64(interval)
        .i32(bus)
        .hash(bidDigest)
        .i64(priceMicrosPerMwh)
        .i64(awardedJoules)
        .i64(deliveredJoules)
        .i64(paymentMicros)
        .i64(deviationMicros)
        .i64(creditsJoules)
        .toByteArray();
  }

  public static SettlementStatement read(CanonicalReader in) {
    return new SettlementStatement(
        MarketCodec.readParticipant(in),
        VerificationKey.of(in.raw(VerificationKey.BYTES)),
        in.i64(),
        in.i32(),
        in.hash(),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64(),
        in.i64());
  }
}
