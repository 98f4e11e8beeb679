/** Acknowledged bids in Cassandra; see docs/decisions/0027-cassandra.md. */
package io.wattmesh.market.store.cassandra;
