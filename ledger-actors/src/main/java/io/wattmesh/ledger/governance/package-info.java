/**
 * The rules as they are: what the genesis says, overlaid by what governance changed since, and the
 * record of how it came so. Every rule has versions by interval, so that none changes within one.
 * May use the genesis, the state, the contracts and proto.
 */
package io.wattmesh.ledger.governance;
