/**
 * Reading networks from MATPOWER case text, and costs from a table for grids that come without.
 *
 * <p>Text in, {@link io.wattmesh.grid.network.Network} out; opening files is the caller's. Whatever
 * is wrong with the text is a {@link io.wattmesh.grid.importer.CaseFormatException} of one line
 * that gives file, line, value, rule and remedy. May use {@code grid.network} and {@code
 * grid.curve}.
 */
package io.wattmesh.grid.importer;
