/**
 * The ledger's state: keys and values under a sparse Merkle tree, in layers that are cheap to fork
 * for a speculative block, and the records that are kept there.
 */
package io.wattmesh.ledger.state;
