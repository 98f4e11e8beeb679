/**
 * A fleet of simulated devices as arrays, and the wheel that says whose time has come. Pure: each
 * device's properties, curves and key are functions of the seed and its index, whoever asks and in
 * whatever order; there is no clock and no thread. It may use {@code proto}.
 */
package io.wattmesh.load.fleet;
