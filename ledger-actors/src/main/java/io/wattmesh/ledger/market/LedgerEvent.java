package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.settlement.SettlementNote;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** What a committed block made happen, for those who wait for it. */
public sealed interface LedgerEvent {
  long interval();

  /**
   * An aggregator's book is there; the refused ones of its bids have their reasons.
   *
   * @param book the bus's bids that stand by now, of all its aggregators
   */
  record BookCommitted(
      long interval,
      StandingBook book,
      Map<ParticipantId, OutcomeCode> refused,
      ParticipantId aggregator)
      implements LedgerEvent {}

  /**
   * The books of sealed bids are closed: from now on bids are revealed.
   *
   * @param awaited whose sealed bids have to be, by the buses that have some
   */
  record BooksClosed(long interval, SortedMap<Integer, List<ParticipantId>> awaited)
      implements LedgerEvent {}

  /**
   * Sealed bids of a bus were opened.
   *
   * @param book the bus's bids that stand by now
   * @param revealed those of them that came to stand by this
   * @param refused those that were opened, or not, and do not stand
   */
  record BidsRevealed(
      long interval,
      StandingBook book,
      List<ParticipantId> revealed,
      Map<ParticipantId, OutcomeCode> refused)
      implements LedgerEvent {
    public BidsRevealed {
      revealed = List.copyOf(revealed);
    }
  }

  /** Sealed bids did not stand when the books were frozen: what was locked for them is lost. */
  record SealsForfeited(long interval, SortedMap<ParticipantId, Long> micros)
      implements LedgerEvent {}

  /**
   * Governance has sealed bids, or opened them, for intervals whose bidding has not begun.
   *
   * @param interval the first that it holds in
   * @param revealWindowMillis the last part of the book window, for reveals; 0 if bids are open
   */
  record SealingChanged(long interval, long revealWindowMillis) implements LedgerEvent {}

  /** The network of an interval whose books are about to be frozen is not the genesis's. */
  record NetworkNoticed(long interval, NetworkNotice notice) implements LedgerEvent {}

  /**
   * The set of books is frozen: clearing may begin.
   *
   * @param speakers of each bus for which another than the first of its aggregators by id speaks,
   *     the place of who does, from 0
   */
  record BooksFrozen(
      long interval, Hash booksRoot, int standingBids, SortedMap<Integer, Integer> speakers)
      implements LedgerEvent {}

  /** An aggregator left out what it had acknowledged, and paid for it as far as its bond went. */
  record OmissionProven(
      long interval,
      ParticipantId aggregator,
      ParticipantId participant,
      long penaltyMicros,
      long compensationMicros)
      implements LedgerEvent {}

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
