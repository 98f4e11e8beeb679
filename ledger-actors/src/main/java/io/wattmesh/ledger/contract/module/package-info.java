/**
 * The contracts that there are. A module may use the contract package, proto's value records and
 * codecs, and a few classes of the JDK without clock, chance, floating point or a world outside; a
 * test of the architecture lists them.
 */
package io.wattmesh.ledger.contract.module;
