/** A clearing region as a sharded actor around {@link io.wattmesh.market.clearing.RegionDesk}. */
package io.wattmesh.market.clearing.actor;
