/** A bus's meters as a sharded actor around {@link io.wattmesh.market.metering.MeterCabinet}. */
package io.wattmesh.market.metering.actor;
