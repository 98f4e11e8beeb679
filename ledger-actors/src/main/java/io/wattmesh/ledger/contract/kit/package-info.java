/**
 * For authors of contracts: runs a module's calls on a ledger of its own, with the gas of each
 * step, and tries what would go wrong on a real one. May use all of the ledger but its actors and
 * stores.
 */
package io.wattmesh.ledger.contract.kit;
