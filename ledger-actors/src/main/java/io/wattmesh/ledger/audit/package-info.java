/**
 * The ledger outside of its validators: the canonical export, its audit by replay with the public
 * keys and the genesis alone, and the receipts that follow from it.
 */
package io.wattmesh.ledger.audit;
