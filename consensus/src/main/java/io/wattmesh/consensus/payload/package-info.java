/**
 * Transactions that wait for a block: opaque, each once, within a bound; and what their submitter
 * is answered. Uses nothing but batches and proto.
 */
package io.wattmesh.consensus.payload;
