/** The ledger as the application of the log: what the consensus core executes and commits. */
package io.wattmesh.ledger.replication;
