package io.wattmesh.proto.model;

import java.util.Objects;

/**
 * An aggregator's promise that a bid is durable in its bid book and will be published with it. A
 * book that lacks the bid convicts the aggregator.
 *
 * @param bidDigest SHA-256 of the canonical bytes of the signed bid
 * @param arrivalMillis when the aggregator received it, milliseconds since 1970 UTC
 */
public record BidAcknowledgement(
    ParticipantId participant,
    int bus,
    long interval,
    long nonce,
    Hash bidDigest,
    long arrivalMillis) {
  public BidAcknowledgement {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(bidDigest);
  }
}
