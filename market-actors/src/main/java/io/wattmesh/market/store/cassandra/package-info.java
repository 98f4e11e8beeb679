/** Bids in Cassandra, from their arrival on; see docs/decisions/0027-cassandra.md. */
package io.wattmesh.market.store.cassandra;
