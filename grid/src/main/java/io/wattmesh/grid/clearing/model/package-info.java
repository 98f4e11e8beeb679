/**
 * One region's clearing problem in per unit, and its KKT equations.
 *
 * <p>Power is in units of the network's base, prices stay in $/MWh, angles in radians. In these
 * units the bus balance is q - sum of outgoing flows = 0 with dual lambda (the LMP), a line's net
 * dual is mu, and stationarity in each angle reads: sum over branches A b (lambda_from - lambda_to
 * + mu) = 0 with A = +1 at the from bus and -1 at the to bus. So mu &gt; 0 where the flow is at its
 * maximum and mu &lt; 0 at its minimum. May use {@code grid.curve}, {@code grid.network}, {@code
 * grid.partition} and {@code clearing.linear}.
 */
package io.wattmesh.grid.clearing.model;
