package io.wattmesh.proto.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What a participant wants in one interval at its bus. Of several bids of one participant for one
 * interval the one with the highest nonce stands.
 *
 * @param participant who bids
 * @param bus the number of the bus at which the power is injected or withdrawn
 * @param interval the market interval's index, from 0
 * @param nonce grows with each bid of the participant, from 1
 * @param curve marginal price over net injection, without what the request moves
 * @param horizon what the aggregator may plan over this and the following intervals
 */
public record Bid(
    ParticipantId participant,
    int bus,
    long interval,
    long nonce,
    BidCurve curve,
    Optional<HorizonRequest> horizon) {
  public Bid {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(curve);
    Objects.requireNonNull(horizon);
    if (interval < 0 || nonce < 1) {
      throw new IllegalArgumentException(
          "A bid's interval (%d) counts from 0 and its nonce (%d) from 1."
              .formatted(interval, nonce));
    }
    if (curve.points() > BidCurve.MAX_POINTS) {
      throw new IllegalArgumentException(
          "A bid's curve has 1 to %d points, this has %d."
              .formatted(BidCurve.MAX_POINTS, curve.points()));
    }
  }

  /** A bid that is its curve alone. */
  public Bid(ParticipantId participant, int bus, long interval, long nonce, BidCurve curve) {
    this(participant, bus, interval, nonce, curve, Optional.empty());
  }
}
