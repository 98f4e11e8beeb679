/** The prosumer as a sharded actor around {@link io.wattmesh.market.participant.Participation}. */
package io.wattmesh.market.participant.actor;
