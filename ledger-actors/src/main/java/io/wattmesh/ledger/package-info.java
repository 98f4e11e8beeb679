/**
 * The replicated ledger: genesis, transactions, the deterministic state machine above the log, its
 * stores and proofs, and the validator actors that carry it. Everything outside the {@code actor}
 * packages is plain Java; no floating-point number occurs in this module.
 */
package io.wattmesh.ledger;
