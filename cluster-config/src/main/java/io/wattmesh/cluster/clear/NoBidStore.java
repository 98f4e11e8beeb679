package io.wattmesh.cluster.clear;

import io.wattmesh.market.store.BidStore;
import java.util.List;

/** The store of a market in which nobody sends bids: the case file is all there is. */
final class NoBidStore implements BidStore {
  @Override
  public void put(List<StoredBid> bids) {
    throw new IllegalStateException("A case takes no bids, but %d came.".formatted(bids.size()));
  }

  @Override
  public List<StoredBid> load(int bus) {
    return List.of();
  }

  @Override
  public void remove(List<StoredBid> bids) {}

  @Override
  public void removeUpTo(int bus, long interval) {}

  @Override
  public void close() {}
}
