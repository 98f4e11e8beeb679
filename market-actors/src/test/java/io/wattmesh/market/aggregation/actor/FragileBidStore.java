package io.wattmesh.market.aggregation.actor;

import io.wattmesh.market.store.BidStore;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store in memory whose disk is slow until it is released, or broken. */
final class FragileBidStore implements BidStore {
  private final Map<String, StoredBid> bids = new ConcurrentSkipListMap<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean broken;

  FragileBidStore release() {
    released.countDown();
    return this;
  }

  FragileBidStore breakDown() {
    broken = true;
    return release();
  }

  @Override
  public void put(List<StoredBid> batch) {
    try {
      if (!released.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test never released the disk");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted at the disk", e);
    }
    if (broken) {
      throw new IllegalStateException("the disk is full");
    }
    batch.forEach(bid -> bids.put(name(bid), bid));
  }

  @Override
  public List<StoredBid> load(int bus) {
    return bids.values().stream().filter(bid -> bid.bus() == bus).toList();
  }

  private static String name(StoredBid bid) {
    String tag = HexFormat.of().formatHex(bid.tag());
    return "%d/%d/%s/%s".formatted(bid.bus(), bid.interval(), bid.participant(), tag);
  }

  @Override
  public void remove(List<StoredBid> some) {
    some.forEach(bid -> bids.remove(name(bid)));
  }

  @Override
  public void removeUpTo(int bus, long interval) {
    bids.values().removeIf(bid -> bid.bus() == bus && bid.interval() <= interval);
  }

  @Override
  public void close() {}
}
