package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Objects;

/**
 * That a participant has made a bid which it does not show yet. It stands in a bid book in the
 * bid's place and tells nothing of it, not even its length.
 *
 * @param nonce that of the bid
 * @param commitment binds the participant to one signed bid, see {@link Opening#commitment}
 */
public record SealedBid(
    ParticipantId participant, int bus, long interval, long nonce, Hash commitment) {
  public SealedBid {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(commitment);
    if (interval < 0 || nonce < 1) {
      throw new IllegalArgumentException(
          "A sealed bid's interval (%d) counts from 0 and its nonce (%d) from 1."
              .formatted(interval, nonce));
    }
  }

  /** The seal on a bid. */
  public static SealedBid on(Opening opening) {
    Bid bid = MarketCodec.decodeBid(opening.bid().payload());
    return new SealedBid(
        bid.participant(), bid.bus(), bid.interval(), bid.nonce(), opening.commitment());
  }

  /** Whether an opening shows what this participant has sealed here, as far as it can be read. */
  public boolean isOpenedBy(Opening opening) {
    return opening.commitment().equals(commitment) && names(opening.bid());
  }

  private boolean names(SignedEnvelope signed) {
    Bid bid = MarketCodec.decodeBid(signed.payload());
    return signed.signer().equals(participant.value())
        && bid.participant().equals(participant)
        && bid.bus() == bus
        && bid.interval() == interval
        && bid.nonce() == nonce;
  }

  public byte[] toBytes() {
    return new CanonicalWriter()
        .text(participant.value())
        .i32(bus)
        .i64(interval)
        .i64(nonce)
        .hash(commitment)
        .toByteArray();
  }

  public static SealedBid ofBytes(byte[] bytes) {
    return CanonicalReader.readAll(
        bytes,
        in ->
            new SealedBid(
                MarketCodec.readParticipant(in), in.i32(), in.i64(), in.i64(), in.hash()));
  }
}
