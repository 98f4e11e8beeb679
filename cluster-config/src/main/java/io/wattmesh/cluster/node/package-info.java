/** A cluster node: the actor system with the roles that it carries, and the simulated clock. */
package io.wattmesh.cluster.node;
