package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.SealedState;
import io.wattmesh.ledger.state.SealedState.Closed;
import io.wattmesh.ledger.state.SealedState.Waiting;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.book.Reveals;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Opens sealed bids once the books are closed. An aggregator of the bus hands in as many as it has,
 * as often as it likes; a participant hands in its own, so that no aggregator can keep one back.
 * What is opened is judged as an open bid is, but for its nonce, which was used when it was sealed;
 * if it stands, what was locked for the seal is free, first of all for its collateral. A bid that
 * does not stand may be opened again until the books are frozen: its schedule may have been at
 * fault, or its collateral may come.
 */
final class RevealRule {
  private final Execution run;
  private final Reveals reveals;
  private final BidBook book;
  private final SortedMap<ParticipantId, Waiting> waiting;
  private final TreeMap<ParticipantId, StandingBid> standing = new TreeMap<>();
  private final List<ParticipantId> revealed = new ArrayList<>();
  private final TreeMap<ParticipantId, OutcomeCode> refused = new TreeMap<>();

  private RevealRule(Execution run, Reveals reveals) {
    this.run = run;
    this.reveals = reveals;
    this.book = reveals.asBook();
    this.waiting = run.state.seals().waiting(reveals.interval(), reveals.bus());
    run.state
        .book(reveals.interval(), reveals.bus())
        .ifPresent(before -> before.bids().forEach(bid -> standing.put(bid.participant(), bid)));
  }

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> signer =
        run.submitter(envelope, Role.AGGREGATOR)
            .or(() -> run.submitter(envelope, Role.PARTICIPANT));
    if (signer.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER,
          envelope.signer() + " is neither a registered aggregator nor a participant");
    }
    if (!run.holds(envelope, signer.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    Reveals reveals;
    try {
      reveals = Reveals.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    return refusal(run, reveals, signer.get()).orElseGet(() -> new RevealRule(run, reveals).open());
  }

  private static Optional<Judgement> refusal(Execution run, Reveals reveals, Identity signer) {
    long interval = reveals.interval();
    if (reveals.bus() != signer.bus()) {
      return refuse(
          OutcomeCode.WRONG_BUS,
          "the reveals are of bus %d, %s of bus %d"
              .formatted(reveals.bus(), signer.id(), signer.bus()));
    }
    if (signer.role() == Role.PARTICIPANT && !areOwn(reveals, signer.id())) {
      return refuse(
          OutcomeCode.NOT_ITS_OWN, "%s reveals what others have sealed".formatted(signer.id()));
    }
    var record = run.state.interval(interval);
    if (record.isPresent() && record.get().status() != IntervalStatus.OPEN) {
      return refuse(
          OutcomeCode.WRONG_INTERVAL_STATUS,
          "interval %d is %s".formatted(interval, record.get().status()));
    }
    if (run.state.seals().closed(interval).isEmpty()) {
      return refuse(
          OutcomeCode.NOTHING_TO_REVEAL,
          "interval %d has no closed books of sealed bids".formatted(interval));
    }
    return Optional.empty();
  }

  private static Optional<Judgement> refuse(OutcomeCode code, String detail) {
    return Optional.of(Judgement.refuse(code, detail));
  }

  private static boolean areOwn(Reveals reveals, ParticipantId participant) {
    return reveals.openings().stream()
        .allMatch(opening -> opening.bid().signer().equals(participant.value()));
  }

  private Judgement open() {
    OutcomeCode first = OutcomeCode.ACCEPTED;
    int refusedParts = 0;
    for (int k = 0; k < reveals.openings().size(); k++) {
      OutcomeCode code = judge(k);
      if (code != OutcomeCode.ACCEPTED) {
        first = refusedParts == 0 ? code : first;
        refusedParts++;
        Execution.participantId(reveals.openings().get(k).bid().signer())
            .ifPresent(signer -> refused.put(signer, code));
      }
    }
    if (revealed.isEmpty()) {
      return Judgement.refuse(
          first, "none of %d openings gives a bid that stands".formatted(refusedParts));
    }
    keep();
    return new Judgement(OutcomeCode.ACCEPTED, refusedParts, "");
  }

  /** Judges one opening; if its bid stands, what was locked for the seal is free again. */
  private OutcomeCode judge(int index) {
    Opening opening = reveals.openings().get(index);
    Optional<ParticipantId> participant = Execution.participantId(opening.bid().signer());
    Waiting seal = participant.map(id -> waiting.get(id)).orElse(null);
    if (seal == null) {
      return OutcomeCode.NO_SEALED_BID;
    }
    if (!isOpenedBy(participant.get(), seal, opening)) {
      return OutcomeCode.WRONG_OPENING;
    }
    Account before = run.state.account(participant.get());
    run.state.putAccount(participant.get(), before.unlock(seal.forfeitMicros()));
    OutcomeCode code = BookRule.judge(run, book, index, standing, false);
    if (code == OutcomeCode.ACCEPTED) {
      waiting.remove(participant.get());
      revealed.add(participant.get());
    } else {
      run.state.putAccount(participant.get(), before);
    }
    return code;
  }

  private boolean isOpenedBy(ParticipantId participant, Waiting seal, Opening opening) {
    try {
      return new SealedBid(
              participant, reveals.bus(), reveals.interval(), seal.nonce(), seal.commitment())
          .isOpenedBy(opening);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private void keep() {
    long interval = reveals.interval();
    LedgerState state = run.state;
    var bookRoot = state.book(interval, reveals.bus()).orElseThrow().bookRoot();
    var standingBook = new StandingBook(reveals.bus(), bookRoot, List.copyOf(standing.values()));
    state.putBook(interval, standingBook);
    state.putProgress(interval, state.progress(interval).plusRevealed(revealed.size()));
    SealedState seals = state.seals();
    seals.putWaiting(interval, reveals.bus(), waiting);
    Closed closed = seals.closed(interval).orElseThrow();
    int left = closed.waiting() - revealed.size();
    seals.putClosed(interval, new Closed(closed.closedMillis(), left));
    run.events.add(new LedgerEvent.BidsRevealed(interval, standingBook, revealed, refused));
    if (left == 0) {
      BookRule.freeze(run, interval);
    }
  }

  /**
   * Whether it opens something that waits. Before the books are closed nobody can say, and whoever
   * hands it in then shows it too early.
   */
  static boolean mayTakeEffect(LedgerState state, MarketRules rules, SignedEnvelope envelope) {
    Reveals reveals = Reveals.ofBytes(envelope.payload());
    long interval = reveals.interval();
    if (!rules.parameters(interval).sealing().isOn()) {
      return false;
    }
    var record = state.interval(interval);
    if (state.seals().closed(interval).isEmpty()) {
      return record.isEmpty() || record.get().status() == IntervalStatus.OPEN;
    }
    SortedMap<ParticipantId, Waiting> waiting = state.seals().waiting(interval, reveals.bus());
    return reveals.openings().stream()
        .anyMatch(
            opening ->
                Execution.participantId(opening.bid().signer())
                    .map(id -> waiting.get(id))
                    .filter(seal -> seal.commitment().equals(opening.commitment()))
                    .isPresent());
  }
}
