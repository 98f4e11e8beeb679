/**
 * The rules that every market agent must keep, as tests. A provider's author extends {@link
 * io.wattmesh.agents.tck.MarketAgentTck} and gives it the provider and a configuration.
 */
package io.wattmesh.agents.tck;
