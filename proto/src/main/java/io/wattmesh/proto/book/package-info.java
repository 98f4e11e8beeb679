/**
 * What aggregators and oracles hand to the ledger: a bus's signed bids, and its signed readings,
 * for one interval.
 */
package io.wattmesh.proto.book;
