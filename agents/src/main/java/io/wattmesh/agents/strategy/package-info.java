/**
 * The built-in agents: households, businesses, solar parks, generators, bulk loads and fixed
 * curves. All are one {@link io.wattmesh.agents.strategy.DeviceAgent} over different devices; a
 * provider reads the configuration and chooses them.
 */
package io.wattmesh.agents.strategy;
