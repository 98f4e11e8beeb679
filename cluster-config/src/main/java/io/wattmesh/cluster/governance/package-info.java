/**
 * What governors and validators write and hand in: changes of rules and of validators in words, and
 * files of signed transactions.
 *
 * <p>Uses {@code proto}, the ledger's genesis, and of the market its errors and demonstration keys;
 * no actors.
 */
package io.wattmesh.cluster.governance;
