package io.wattmesh.proto.book;

import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;

/**
 * What a book's entry says of a bid, whether it is open or sealed: an acknowledgement promises an
 * entry.
 *
 * @param horizon what can be seen of its request
 */
public record PromisedBid(
    ParticipantId participant,
    int bus,
    long interval,
    long nonce,
    Optional<HorizonRequest> horizon) {
  /** What entries are in a market whose bids are sealed, or open. */
  public static MessageType type(boolean isSealed) {
    return isSealed ? MessageType.SEALED_BID : MessageType.BID;
  }

  /**
   * @throws MalformedBytesException if the envelope has neither a bid nor a sealed one
   */
  public static PromisedBid of(SignedEnvelope entry) {
    return switch (entry.type()) {
      case BID -> of(MarketCodec.decodeBid(entry.payload()));
      case SEALED_BID -> of(SealedBid.ofBytes(entry.payload()));
      default -> throw new MalformedBytesException(entry + " is no bid, open or sealed.");
    };
  }

  public static PromisedBid of(Bid bid) {
    return new PromisedBid(
        bid.participant(), bid.bus(), bid.interval(), bid.nonce(), bid.horizon());
  }

  private static PromisedBid of(SealedBid bid) {
    return new PromisedBid(
        bid.participant(), bid.bus(), bid.interval(), bid.nonce(), Optional.empty());
  }
}
