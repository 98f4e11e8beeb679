/**
 * The rules by which transactions change the state, one class a kind, and the machine that applies
 * them block by block. Deterministic: state in, block in, state and outcomes out; the only time is
 * the block's timestamp.
 */
package io.wattmesh.ledger.market;
