/**
 * Whether a platform can carry a workload: the seed text's tests of throughput, latency and
 * finality, in exact decimals, of declared figures or of those that a finished run or load
 * measured. See docs/feasibility.md. Uses no other package of the project but {@code proto}'s hash
 * and the errors of {@code cluster.market}, and HdrHistogram for a load's histograms.
 */
package io.wattmesh.cluster.feasibility;
