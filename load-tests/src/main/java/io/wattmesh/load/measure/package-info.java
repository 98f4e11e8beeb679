/**
 * What is measured of a run: latencies in HdrHistograms and their log, counts and errors by reason,
 * processor time by stage, memory, what signatures cost on this machine. It reads clocks and the
 * management beans of this process; it decides nothing.
 */
package io.wattmesh.load.measure;
