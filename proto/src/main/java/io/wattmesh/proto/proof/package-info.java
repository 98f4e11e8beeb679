/**
 * What a participant takes away: the records that the ledger's roots stand for, and the receipt
 * that leads from a bid to a payment. This module alone checks them, offline.
 */
package io.wattmesh.proto.proof;
