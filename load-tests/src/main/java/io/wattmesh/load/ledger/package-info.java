/**
 * What the ledger costs without the log: calls by kind, a large interval from books to settlement,
 * the state tree, and memory. May use cluster-config and what is below it.
 */
package io.wattmesh.load.ledger;
