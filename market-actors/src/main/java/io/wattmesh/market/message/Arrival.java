package io.wattmesh.market.message;

import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.crypto.SignedEnvelope;

/**
 * A bid that came before its gate closed; its signature is not checked yet.
 *
 * @param arrivalMillis when it came, Unix time in ms
 */
public record Arrival(SignedEnvelope bid, PromisedBid content, long arrivalMillis) {}
