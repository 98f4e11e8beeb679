/**
 * A validator's durable memory in Cassandra, and the fence between two that would run it at once:
 * its safety row is written by compare-and-set alone, under the incarnation that claimed it. See
 * docs/decisions/0027-cassandra.md.
 */
package io.wattmesh.ledger.store.cassandra;
