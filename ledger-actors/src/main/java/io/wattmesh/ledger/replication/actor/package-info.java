/** Validators and gateways as actors; the protocol itself is in the consensus module. */
package io.wattmesh.ledger.replication.actor;
