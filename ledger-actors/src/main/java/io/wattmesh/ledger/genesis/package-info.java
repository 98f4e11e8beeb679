/**
 * Where a chain begins: its parameters, validators, identities and network. The chain's id is its
 * hash. May use proto and the certificate package of grid.
 */
package io.wattmesh.ledger.genesis;
