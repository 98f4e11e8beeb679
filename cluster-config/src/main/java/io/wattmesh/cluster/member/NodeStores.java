package io.wattmesh.cluster.member;

import io.wattmesh.cluster.settings.NodeSettings;
import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;

/** Where this node's validators and aggregators keep what must not be lost. */
public interface NodeStores extends AutoCloseable {
  /**
   * A validator's durable memory.
   *
   * @throws IllegalStateException if it can't be had now, as while another node has it
   */
  LedgerStore openLedger(ParticipantId validator);

  /** What a validator has stored by now, while it may go on; nothing can be written. */
  LedgerStore readLedger(ParticipantId validator);

  /**
   * An aggregator's promised bids.
   *
   * @throws IllegalStateException if they can't be had now, as while another node has them
   */
  BidStore openBids(AggregatorSeat seat);

  /**
   * Whether aggregators can keep bids at all; a node that finds out later promises nothing, but
   * does not say why before it is asked.
   *
   * @throws RuntimeException if they can't, with the reason
   */
  default void requireReachable() {}

  /** Nothing is open any more. */
  @Override
  void close();

  /**
   * @param chainId whose stores: another market's are not touched
   */
  static NodeStores of(NodeSettings.Store settings, Hash chainId) {
    return switch (settings.kind()) {
      case CASSANDRA -> new CassandraStores(settings.cassandra(), chainId);
      case ROCKSDB -> new RocksStores(settings.rocksFolder().resolve(chainId.shortHex()));
    };
  }
}
