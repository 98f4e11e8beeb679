package io.wattmesh.proto.model;

import java.util.Objects;

/**
 * What a participant wants in one interval at its bus. Of several bids of one participant for one
 * interval the one with the highest nonce stands.
 *
 * @param participant who bids
 * @param bus the number of the bus at which the power is injected or withdrawn
 * @param interval the market interval's index, from 0
 * @param nonce grows with each bid of the participant, from 1
 * @param curve marginal price over net injection
 */
public record Bid(ParticipantId participant, int bus, long interval, long nonce, BidCurve curve) {
  public Bid {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(curve);
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
}
