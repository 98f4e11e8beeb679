package io.wattmesh.load.ledger;

import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.NonceWindow;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.lang.management.ManagementFactory;

/**
 * Heap that a state holds, tree and hashes included, by what is in use after a collection.
 *
 * @param accounts how many, besides the ledger's own
 * @param accountsBytes the state when each has an account
 * @param callersBytes the same when each has called a contract, too, and so has a record of nonces
 * @param identitiesBytes what the genesis holds, beside the state
 */
record StateMemory(long accounts, long accountsBytes, long callersBytes, long identitiesBytes) {
  private static final int COLLECTIONS = 3;

  static StateMemory measure(int accounts) {
    long empty = usedBytes();
    LedgerChain chain = LedgerChain.of(LedgerChain.oneBus(), accounts);
    long identities = usedBytes();
    StateLayer layer = LedgerMachine.genesisState(chain.genesis());
    long withAccounts = usedBytes();
    layer = called(layer, accounts);
    long withCalls = usedBytes();
    var result =
        new StateMemory(
            accounts, withAccounts - identities, withCalls - identities, identities - empty);
    // Both are held until here, or the collector would have taken them.
    if (layer.root().equals(Hash.ZERO) || chain.participants() < 0) {
      throw new IllegalStateException("A state with accounts has a root.");
    }
    return result;
  }

  private static StateLayer called(StateLayer below, int accounts) {
    StateLayer layer = below.fork();
    var state = new LedgerState(layer);
    for (int k = 0; k < accounts; k++) {
      ParticipantId id = LedgerChain.participant(k);
      state.putAccount(id, state.account(id).withCalls(NonceWindow.EMPTY.with(1)));
    }
    layer.commit();
    return layer;
  }

  private static long usedBytes() {
    for (int k = 0; k < COLLECTIONS; k++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
