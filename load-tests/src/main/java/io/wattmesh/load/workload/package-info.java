/**
 * What is asked of a market: workload files, stages, and the schedule that says at which moment
 * each device means to send its bid. Pure: no clock; the same file and seed give the same times. It
 * may use {@code load.fleet} and the reader of YAML files in {@code agents.scenario}.
 */
package io.wattmesh.load.workload;
