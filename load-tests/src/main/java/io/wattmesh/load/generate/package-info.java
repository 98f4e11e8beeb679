/**
 * Drives a market with a fleet: makes the market, signs and sends each bid at the moment that the
 * schedule names, hears what aggregators and the ledger answer, and takes the figures. Threads and
 * clocks are here. It may use all of {@code load} but the report's pages, and the node.
 */
package io.wattmesh.load.generate;
