/**
 * What many live prosumers take of a machine, each an actor of its own or all in a fleet's arrays.
 * {@link io.wattmesh.load.agents.RollCall}, {@link io.wattmesh.load.agents.Crowd} and {@link
 * io.wattmesh.load.agents.AgentFigures} are pure; {@link io.wattmesh.load.agents.ProsumerNode} has
 * the actors.
 */
package io.wattmesh.load.agents;
