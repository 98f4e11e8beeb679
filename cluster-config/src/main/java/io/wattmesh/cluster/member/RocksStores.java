package io.wattmesh.cluster.member;

import io.wattmesh.ledger.store.LedgerStore;
import io.wattmesh.ledger.store.RocksLedgerStore;
import io.wattmesh.market.directory.AggregatorSeat;
import io.wattmesh.market.store.BidStore;
import io.wattmesh.market.store.RocksBidStore;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Stores in a folder that the nodes of one machine share: each validator and each aggregator has a
 * folder of its own, which one process alone can have open. The lock ends with the process, however
 * it ends, so that another node can take over at once, and two never write.
 *
 * @param folder one chain's
 */
record RocksStores(Path folder) implements NodeStores {
  @Override
  public LedgerStore openLedger(ParticipantId validator) {
    return RocksLedgerStore.open(ledger(validator));
  }

  @Override
  public LedgerStore readLedger(ParticipantId validator) {
    return RocksLedgerStore.openReadOnly(ledger(validator));
  }

  private Path ledger(ParticipantId validator) {
    return folder.resolve("validators").resolve(validator.value());
  }

  @Override
  public BidStore openBids(AggregatorSeat seat) {
    Path bids = folder.resolve("bids").resolve(seat.toString());
    try {
      Files.createDirectories(bids);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The bid store's folder %s cannot be made: %s.".formatted(bids, e), e);
    }
    return RocksBidStore.open(bids);
  }

  @Override
  public void close() {}
}
