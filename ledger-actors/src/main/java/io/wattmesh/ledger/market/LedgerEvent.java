package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.settlement.SettlementNote;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.List;
import java.util.Map;

/** What a committed block made happen, for those who wait for it. */
public sealed interface LedgerEvent {
  long interval();

  /** A bus's book stands, with these of its bids; the refused ones have their reasons. */
  record BookCommitted(long interval, StandingBook book, Map<ParticipantId, OutcomeCode> refused)
      implements LedgerEvent {}

  /** The set of books is frozen: clearing may begin. */
  record BooksFrozen(long interval, Hash booksRoot, int standingBids) implements LedgerEvent {}

  /** A clearing holds; awards follow from it. */
  record IntervalCleared(long interval, ClearingCertificate certificate, Hash submission)
      implements LedgerEvent {}

  /** A clearing was refused and recorded as such. */
  record ClearingRefused(long interval, OutcomeCode code, String detail, Hash submission)
      implements LedgerEvent {}

  /** No clearing came in time. */
  record IntervalVoided(long interval) implements LedgerEvent {}

  /** Deliveries are paid for. */
  record IntervalSettled(
      long interval, long congestionRentMicros, List<SettlementStatement> statements)
      implements LedgerEvent {}

  /** What the settlement, or a late reading, did beside paying statements. */
  record SettlementNoted(long interval, SettlementNote note) implements LedgerEvent {}
}
