package io.wattmesh.market.store;

import java.nio.file.Path;

/** The contract, as far as a store that lasts as long as its process can keep it. */
class MemoryBidStoreTest extends BidStoreContract {
  private final MemoryBidStore only = new MemoryBidStore();

  @Override
  protected BidStore open(Path emptyFolder) {
    return only;
  }
}
