/**
 * Lock-step exchanges among regions over unreliable delivery: with neighbours, and up and down the
 * region tree. May use {@code clearing.message} and {@code grid.partition}.
 */
package io.wattmesh.grid.clearing.collective;
