/**
 * In which intervals bids are sealed: what participants, aggregators and whoever places them on a
 * node share of it. A package of its own, since all of them ask. Uses only the JDK.
 */
package io.wattmesh.market.sealing;
