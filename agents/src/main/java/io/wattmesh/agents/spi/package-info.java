/**
 * What somebody who brings a new kind of market agent implements, and nothing else: the agent, its
 * provider and the values that pass between an agent and the market. Public types expose only value
 * records of {@code io.wattmesh.proto.model} and types of the JDK.
 */
package io.wattmesh.agents.spi;
