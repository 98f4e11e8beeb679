/**
 * What a node says about itself to whoever watches it: whether it has started, whether it can take
 * its share of work, and whether it must be started anew. Pekko Management serves the answers under
 * {@code /startup}, {@code /ready} and {@code /alive}, and the node's figures under {@code
 * /metrics}; it makes these classes by their names.
 */
package io.wattmesh.cluster.health;
