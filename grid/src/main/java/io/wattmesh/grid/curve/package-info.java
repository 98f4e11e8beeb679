/**
 * Convex costs of a bus: what its bids, offers and fixed loads together ask for each megawatt.
 *
 * <p>Integer bids add up exactly: in one go or in a tree ({@link io.wattmesh.grid.curve.BidSum}),
 * or bid by bid as they change ({@link io.wattmesh.grid.curve.CurveIndex}). Clearing computes with
 * the sum in doubles ({@link io.wattmesh.grid.curve.CostCurve}).
 *
 * <p>A package of its own because both the network (generator costs) and clearing (bus curves)
 * speak it. Uses the JDK and the value records of {@code proto} alone.
 */
package io.wattmesh.grid.curve;
