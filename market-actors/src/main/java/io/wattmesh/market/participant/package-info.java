/**
 * One participant's part in the market: it asks its agent for a curve each interval, signs it and
 * sends it until it is acknowledged, and tells the agent its awards.
 */
package io.wattmesh.market.participant;
