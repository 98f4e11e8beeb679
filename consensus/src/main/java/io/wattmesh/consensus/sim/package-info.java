/**
 * Whole clusters in one thread: replicas, their storage and a bad network under a virtual clock,
 * all of it from one seed, with the invariants of the log checked after every event.
 *
 * <p>It runs the very same replicas as a deployment does. Only two things stand in: storage is a
 * map that survives a crash, and signatures are keyed tags ({@link
 * io.wattmesh.consensus.sim.TagSignatures}).
 */
package io.wattmesh.consensus.sim;
