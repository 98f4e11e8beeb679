package io.wattmesh.ledger.audit;

import io.wattmesh.proto.model.Hash;

/**
 * What an audit found to hold.
 *
 * @param blocks blocks checked, each under a quorum certificate
 * @param signatures signatures checked, those of certificates included
 * @param clearedIntervals intervals whose clearing certificate was checked anew
 * @param refusedClearings clearings that the ledger recorded as refused
 * @param balancesMicros sum of all balances, equal to the tokens issued
 * @param creditsJoules sum of all energy credits, equal to the verified injection less what was
 *     burned
 */
public record AuditReport(
    Hash chainId,
    long blocks,
    long transactions,
    long signatures,
    long clearedIntervals,
    long voidIntervals,
    long settledIntervals,
    long refusedClearings,
    long statements,
    long issuedMicros,
    long balancesMicros,
    long verifiedJoules,
    long creditsJoules,
    Hash stateRoot,
    boolean demoKeys) {}
