/**
 * What a node measures while it runs, for Prometheus: one meter a stage of an interval, in base
 * units, with labels of few values (never a participant). Micrometer keeps the figures, Pekko
 * Management serves them under {@code /metrics}.
 */
package io.wattmesh.cluster.metrics;
