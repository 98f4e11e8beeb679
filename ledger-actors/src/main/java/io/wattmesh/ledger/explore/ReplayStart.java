package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.state.StateLayer;

/**
 * Where a replay begins. It is for one replay, which goes on from its state.
 *
 * @param height of the last block that is not executed, 0 for genesis
 * @param layer the state after it
 */
public record ReplayStart(long height, StateLayer layer) {
  /** Before the first block. */
  public static ReplayStart genesis(Genesis genesis) {
    return new ReplayStart(0, LedgerMachine.genesisState(genesis));
  }
}
