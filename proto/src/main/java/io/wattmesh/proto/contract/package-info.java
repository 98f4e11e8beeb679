/**
 * Calls of the ledger's contracts as participants sign them. What a call does is the ledger's
 * matter; whoever makes or reads one needs this package alone.
 */
package io.wattmesh.proto.contract;
