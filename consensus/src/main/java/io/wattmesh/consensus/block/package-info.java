/**
 * Blocks of the log and the tree of those not yet committed.
 *
 * <p>Transactions are opaque bytes here: what they mean is the application's matter. Uses batches
 * and proto.
 */
package io.wattmesh.consensus.block;
