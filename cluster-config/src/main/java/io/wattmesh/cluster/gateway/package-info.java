/**
 * The door for who is no node: signed transactions are handed in over HTTP, and what became of them
 * is told. A signature is all the login there is; what it can't show (a flood, a replay, bytes
 * without end) is bounded before it costs the ledger anything.
 */
package io.wattmesh.cluster.gateway;
