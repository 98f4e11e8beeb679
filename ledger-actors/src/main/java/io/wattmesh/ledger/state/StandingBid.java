package io.wattmesh.ledger.state;

import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/**
 * A bid that counts in its interval.
 *
 * @param curve as it counts, with what is scheduled: see {@link BidCurve#standingWith}
 * @param scheduledWatts the binding power of its request's schedule, W; 0 without a request
 * @param bidDigest SHA-256 of the signed bid
 * @param collateralMicros what is locked for it until settlement
 */
public record StandingBid(
    ParticipantId participant,
    Hash bidDigest,
    long collateralMicros,
    BidCurve curve,
    long scheduledWatts) {}
