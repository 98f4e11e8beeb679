/**
 * What regions tell each other while they clear an interval.
 *
 * <p>No message carries a region's bid curves, loads or inner lines: only boundary values of tie
 * lines, sums over subtrees, Schur complements on interface buses, and at the end the result, which
 * becomes public anyway. Powers are in per unit, prices in $/MWh, angles in radians. Uses {@code
 * grid.curve} to cost a result.
 */
package io.wattmesh.grid.clearing.message;
