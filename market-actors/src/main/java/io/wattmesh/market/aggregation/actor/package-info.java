/** The aggregator of a bus as a sharded actor around the bid intake. */
package io.wattmesh.market.aggregation.actor;
