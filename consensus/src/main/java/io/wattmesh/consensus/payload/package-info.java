/**
 * Transactions that wait for a block: opaque, each once, within a bound. Uses nothing but proto.
 */
package io.wattmesh.consensus.payload;
