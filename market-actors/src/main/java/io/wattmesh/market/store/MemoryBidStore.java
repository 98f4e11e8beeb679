package io.wattmesh.market.store;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/** Bids that last as long as their process. */
public final class MemoryBidStore implements BidStore {
  private record Key(int bus, long interval, String participant, String tag)
      implements Comparable<Key> {
    static Key of(StoredBid bid) {
      return new Key(
          bid.bus(), bid.interval(), bid.participant(), HexFormat.of().formatHex(bid.tag()));
    }

    @Override
    public int compareTo(Key other) {
      int order = Integer.compare(bus, other.bus);
      order = order == 0 ? Long.compare(interval, other.interval) : order;
      order = order == 0 ? participant.compareTo(other.participant) : order;
      return order == 0 ? tag.compareTo(other.tag) : order;
    }
  }

  private final ConcurrentSkipListMap<Key, StoredBid> bids = new ConcurrentSkipListMap<>();

  @Override
  public void put(List<StoredBid> some) {
    some.forEach(bid -> bids.put(Key.of(bid), bid));
  }

  @Override
  public List<StoredBid> load(int bus) {
    return bids.values().stream().filter(bid -> bid.bus() == bus).toList();
  }

  @Override
  public void remove(List<StoredBid> some) {
    some.forEach(bid -> bids.remove(Key.of(bid)));
  }

  @Override
  public void removeUpTo(int bus, long interval) {
    bids.keySet().removeIf(key -> key.bus() == bus && key.interval() <= interval);
  }

  @Override
  public void close() {}
}
