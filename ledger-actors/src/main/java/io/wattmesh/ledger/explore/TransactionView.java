package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.SignedEnvelope;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A transaction of a committed block and what became of it.
 *
 * @param block the block's header
 * @param index its place in the block, from 0
 * @param bytes its length
 * @param envelope empty if its bytes are none
 * @param receipt of a call that has one
 * @param events what it made happen in the market
 * @param contractVersion in which version a call's contract was called; empty where none was
 * @param gas the steps that a call was charged for, in order; the one that did not fit is not there
 */
public record TransactionView(
    BlockHeader block,
    int index,
    int bytes,
    Optional<SignedEnvelope> envelope,
    Outcome outcome,
    Optional<CallReceipt> receipt,
    List<LedgerEvent> events,
    OptionalInt contractVersion,
    List<GasStep> gas) {
  public TransactionView {
    Objects.requireNonNull(block);
    Objects.requireNonNull(envelope);
    Objects.requireNonNull(outcome);
    Objects.requireNonNull(receipt);
    Objects.requireNonNull(contractVersion);
    events = List.copyOf(events);
    gas = List.copyOf(gas);
  }
}
