/**
 * One validator as a pure step function: an input and the time go in, effects come out, to be
 * carried out in order. {@link io.wattmesh.consensus.replica.Replica} is the door; behind it one
 * small class for each role: proposing, voting, collecting, syncing, batching, keeping and fetching
 * batches, and the chain that they share.
 *
 * <p>No thread, clock, random number, storage or network is used here: all of that is the shell's.
 * Uses the rest of this module except the simulator, and proto.
 */
package io.wattmesh.consensus.replica;
