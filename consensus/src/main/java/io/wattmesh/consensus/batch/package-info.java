/**
 * Batches: transactions that a validator spreads apart from ordering, what the others sign when
 * they hold one durably, and the certificate that a quorum of such signatures makes. A block then
 * names the certificates alone.
 *
 * <p>Transactions are opaque bytes here. Uses nothing but proto.
 */
package io.wattmesh.consensus.batch;
