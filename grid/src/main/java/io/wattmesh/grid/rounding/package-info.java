/**
 * Between the doubles in which a network is cleared and the integers in which it is published and
 * certified. May use {@code network}, {@code clearing.message} and {@code certificate}.
 */
package io.wattmesh.grid.rounding;
