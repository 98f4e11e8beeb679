package io.wattmesh.ledger.replication;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.model.Hash;
import java.util.List;

/**
 * A committed block as one validator tells it.
 *
 * @param stateRoot root of the state after it
 */
public record CommittedBlock(
    BlockHeader header,
    int transactions,
    Hash stateRoot,
    List<Outcome> outcomes,
    List<LedgerEvent> events) {
  public CommittedBlock {
    outcomes = List.copyOf(outcomes);
    events = List.copyOf(events);
  }
}
