/**
 * What governors write and hand in: changes of rules in words, and files of signed transactions.
 *
 * <p>Uses {@code proto} and the ledger's genesis; no actors.
 */
package io.wattmesh.cluster.governance;
