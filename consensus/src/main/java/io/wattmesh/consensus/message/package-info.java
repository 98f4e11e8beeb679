/**
 * What validators send each other, as bytes and back. Reading is bounded before anything is parsed,
 * and reading a message says nothing about its truth.
 *
 * <p>Uses batches, blocks, certificates and proto.
 */
package io.wattmesh.consensus.message;
