/**
 * A market made from a scenario or a case file: network, regions, identities, keys and genesis, as
 * every role's actor needs them.
 */
package io.wattmesh.cluster.market;
