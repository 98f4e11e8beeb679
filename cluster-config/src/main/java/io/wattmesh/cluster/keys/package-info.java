/**
 * Keys in files: everybody's public ones in a list from which the genesis is made, and each node's
 * private ones in an encrypted store that its owner alone may read. A node keeps those of the roles
 * that it carries, and validators run where their key is.
 */
package io.wattmesh.cluster.keys;
