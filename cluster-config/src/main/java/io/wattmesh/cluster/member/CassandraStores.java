package io.wattmesh.cluster.member;

import io.wattmesh.cluster.settings.CassandraSpaces;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.cassandra.CassandraLedgerStore;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.cassandra.CassandraBidStore;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores in a database that every node reaches. A validator that runs twice for a moment is fenced
 * by its safety row; of two lives of an aggregator, both write to the same place, so that none of
 * their promises is out of the other's reach. Aggregators of one place share a session.
 */
final class CassandraStores implements NodeStores {
  private final CassandraSpaces spaces;
  private final Hash chainId;
  private final Map<Integer, CassandraBidStore> bids = new HashMap<>();

  CassandraStores(CassandraSpaces spaces, Hash chainId) {
    this.spaces = spaces;
    this.chainId = chainId;
  }

  @Override
  public LedgerStore openLedger(ParticipantId validator) {
    return CassandraLedgerStore.open(spaces.ledger(validator), chainId, validator);
  }

  @Override
  public LedgerStore readLedger(ParticipantId validator) {
    return CassandraLedgerStore.openReadOnly(spaces.ledger(validator), chainId, validator);
  }

  @Override
  public synchronized BidStore openBids(AggregatorSeat seat) {
    return new Shared(
        bids.computeIfAbsent(
            seat.place(),
            place -> CassandraBidStore.open(spaces.bids(), chainId.hex() + "-" + place)));
  }

  @Override
  public void requireReachable() {
    openBids(new AggregatorSeat(0, 0)).close();
  }

  @Override
  public synchronized void close() {
    bids.values().forEach(CassandraBidStore::close);
    bids.clear();
  }

  /** One aggregator ends, the others go on. */
  private record Shared(BidStore store) implements BidStore {
    @Override
    public void put(List<StoredBid> stored) {
      store.put(stored);
    }

    @Override
    public List<StoredBid> load(int bus) {
      return store.load(bus);
    }

    @Override
    public void remove(List<StoredBid> bids) {
      store.remove(bids);
    }

    @Override
    public void removeUpTo(int bus, long interval) {
      store.removeUpTo(bus, interval);
    }

    @Override
    public void close() {}
  }
}
