/**
 * What a contract is: a deterministic module that is called with arguments and sees the state only
 * through its {@link io.wattmesh.ledger.contract.ContractContext}, which charges each step to a gas
 * meter before it happens. May use the state and proto; knows of no contract in particular.
 */
package io.wattmesh.ledger.contract;
