/**
 * What a market of a size takes, by a model whose costs come from measured runs. {@link
 * io.wattmesh.load.plan.CostModel} fits the processor time of each stage to points, {@link
 * io.wattmesh.load.plan.ScalePlan} reckons cores, bytes and memory by role, and {@link
 * io.wattmesh.load.plan.IntervalSimulation} lets one interval pass, event by event. All of it is
 * pure; only {@link io.wattmesh.load.plan.PointFile} reads files.
 */
package io.wattmesh.load.plan;
