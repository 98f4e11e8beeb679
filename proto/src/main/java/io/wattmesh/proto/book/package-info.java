/**
 * What aggregators and oracles hand to the ledger: a bus's signed bids, open or sealed, what opens
 * the sealed ones, and its signed readings, for one interval.
 */
package io.wattmesh.proto.book;
