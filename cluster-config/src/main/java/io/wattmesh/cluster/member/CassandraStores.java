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
import java.util.Map;

/**
 * Stores in a database that every node reaches. A validator that runs twice for a moment is fenced
 * by its safety row, an aggregator by a row of its own. Aggregators of one place share a session.
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
  public BidStore openBids(AggregatorSeat seat) {
    return bids(seat.place()).begin(seat.bus());
  }

  private synchronized CassandraBidStore bids(int place) {
    return bids.computeIfAbsent(
        place, any -> CassandraBidStore.open(spaces.bids(), chainId.hex() + "-" + place));
  }

  @Override
  public void requireReachable() {
    bids(0);
  }

  @Override
  public synchronized void close() {
    bids.values().forEach(CassandraBidStore::close);
    bids.clear();
  }
}
