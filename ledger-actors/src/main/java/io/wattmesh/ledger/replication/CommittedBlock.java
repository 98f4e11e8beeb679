package io.wattmesh.ledger.replication;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import java.util.List;
import java.util.Optional;

/**
 * A committed block as one validator tells it.
 *
 * @param stateRoot root of the state after it
 * @param nextValidators who takes over after it, if it is the last of its epoch: those whose hash
 *     its header names
 */
public record CommittedBlock(
    BlockHeader header,
    int transactions,
    Hash stateRoot,
    List<Outcome> outcomes,
    List<LedgerEvent> events,
    Optional<ValidatorSet> nextValidators) {
  public CommittedBlock {
    outcomes = List.copyOf(outcomes);
    events = List.copyOf(events);
    Hash next = nextValidators.map(ValidatorSet::hash).orElse(Hash.ZERO);
    if (!next.equals(header.nextValidators())) {
      throw new IllegalArgumentException(
          ("The block of height %d names the next validators %s and comes with %s; they must be the"
                  + " same.")
              .formatted(header.height(), header.nextValidators().shortHex(), next.shortHex()));
    }
  }

  /** A block within its epoch. */
  public CommittedBlock(
      BlockHeader header,
      int transactions,
      Hash stateRoot,
      List<Outcome> outcomes,
      List<LedgerEvent> events) {
    this(header, transactions, stateRoot, outcomes, events, Optional.empty());
  }
}
