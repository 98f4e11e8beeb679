/**
 * Physical things: what a device can do in an interval, what that is worth to its owner, and how
 * its state moves when it runs. Units are in the names: W, J, degrees Celsius, K, $/MWh. Injection
 * into the grid is positive. Depends on curves and profiles; knows nothing of markets but a price
 * outlook.
 */
package io.wattmesh.agents.device;
