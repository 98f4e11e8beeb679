/**
 * Where a validator keeps its blocks, batches, certificates and its one safety row. What a put has
 * returned from survives a crash of the machine; a store that cannot keep that promise throws, and
 * the validator stops.
 */
package io.wattmesh.ledger.store;
