package io.wattmesh.ledger.store;

import java.nio.file.Path;

/** The contract, as far as a store that lasts as long as its process can keep it. */
class MemoryLedgerStoreTest extends LedgerStoreContract {
  private final MemoryLedgerStore only = new MemoryLedgerStore();

  @Override
  protected LedgerStore open(Path emptyFolder) {
    return only;
  }
}
