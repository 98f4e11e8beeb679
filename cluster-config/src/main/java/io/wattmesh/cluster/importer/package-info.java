/**
 * Reading the files that grid operators have (CGMES, IEEE CDF, PSS/E, UCTE, MATPOWER binary, XIIDM)
 * by PowSyBl, and turning its network into ours.
 *
 * <p>The only package that sees PowSyBl. It is in the composition root and not in {@code
 * grid.importer} for three reasons: reading is I/O, of which {@code grid} has none; PowSyBl brings
 * about a hundred jars (an RDF store, XML, logging), which from {@code grid} would reach the class
 * paths of {@code ledger-actors} and {@code market-actors}, where nobody reads files; and a
 * validator should not carry parsers that it never runs. PowSyBl gets bytes in memory, of bounded
 * size, and an empty configuration: nothing is read from {@code ~/.itools}.
 *
 * <p>What is wrong with a file is a {@link io.wattmesh.cluster.importer.GridImportException} of one
 * line. May use {@code grid.network}, {@code grid.curve}, {@code grid.importer} and PowSyBl.
 */
package io.wattmesh.cluster.importer;
