/**
 * Merkle trees with domain-separated leaves and nodes: lists in the manner of RFC 6962, and the
 * sparse tree of the ledger's state.
 */
package io.wattmesh.proto.merkle;
