/**
 * The ledger as people look at it: an export replayed against its certified roots, what moved each
 * account and why, statements over a settlement period, and proofs of single facts. Writes nothing
 * but states that it keeps for the next time; may use the audit's export, the ledger's machine and
 * proto's proofs.
 */
package io.wattmesh.ledger.explore;
