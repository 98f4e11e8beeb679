/**
 * The row by which an aggregator that lives twice over one database is one: who began last has it,
 * and the other neither promises nor signs any more.
 */
package io.wattmesh.market.store.cassandra.life;
