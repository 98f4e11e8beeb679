/**
 * The benchmark of the log: validators and clients on loopback, each node an actor system of its
 * own, driven in a closed or an open loop; and a count of what a commit costs in messages.
 */
package io.wattmesh.load.log;
