package io.wattmesh.market.message;

import io.wattmesh.proto.crypto.SignedEnvelope;

/**
 * A transaction for the ledger; the composition root connects this port with a gateway. Sent again
 * until the ledger's news tell what became of it.
 */
public record SubmitTransaction(SignedEnvelope transaction) {}
