package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.BusBooks;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.LossDeposit;
import io.wattmesh.ledger.state.StandingBid;
import io.wattmesh.ledger.state.StandingBook;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Bid;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.BookEntry;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Bid books: one an aggregator and interval, between gate closure and the book deadline by block
 * time. Each bid is judged by itself; those that stand lock their collateral. When every
 * aggregator's book is there, or the deadline has passed, the set is frozen.
 *
 * <p>Where a bus has several aggregators, what stands is the union of their books: of each
 * participant the bid with the highest nonce. One that is in two books counts where it was
 * committed first; one with a higher nonce takes the place of another and of its collateral.
 */
final class BookRule {
  private BookRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> aggregator = run.submitter(envelope, Role.AGGREGATOR);
    if (aggregator.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered aggregator");
    }
    if (!run.holds(envelope, aggregator.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    BidBook book;
    try {
      book = BidBook.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    return refusal(run, book, aggregator.get())
        .orElseGet(() -> accept(run, book, aggregator.get().id()));
  }

  private static Optional<Judgement> refusal(Execution run, BidBook book, Identity aggregator) {
    long interval = book.interval();
    if (book.bus() != aggregator.bus()) {
      return refuse(
          OutcomeCode.WRONG_BUS,
          "the book is of bus %d, %s of bus %d"
              .formatted(book.bus(), aggregator.id(), aggregator.bus()));
    }
    if (!run.hasGateClosed(interval)) {
      return refuse(OutcomeCode.GATE_OPEN, "the gate of interval %d is open".formatted(interval));
    }
    if (run.blockMillis > run.lastBookMillis(interval)) {
      return refuse(
          OutcomeCode.TOO_LATE, "the book deadline of interval %d has passed".formatted(interval));
    }
    var record = run.state.interval(interval);
    if (record.isPresent() && record.get().status() != IntervalStatus.OPEN) {
      return refuse(
          OutcomeCode.WRONG_INTERVAL_STATUS,
          "interval %d is %s".formatted(interval, record.get().status()));
    }
    if (hasBook(
        run.state, interval, book.bus(), aggregator.id(), run.aggregators(interval, book.bus()))) {
      return refuse(
          OutcomeCode.DUPLICATE,
          "interval %d has a book of bus %d by %s"
              .formatted(interval, book.bus(), aggregator.id()));
    }
    return Optional.empty();
  }

  /**
   * Whether an aggregator's book of an interval is committed.
   *
   * @param ofBus all aggregators of the bus
   */
  static boolean hasBook(
      LedgerState state,
      long interval,
      int bus,
      ParticipantId aggregator,
      List<ParticipantId> ofBus) {
    return ofBus.size() > 1
        ? state.books(interval, bus).roots().containsKey(aggregator)
        : state.book(interval, bus).isPresent();
  }

  private static Optional<Judgement> refuse(OutcomeCode code, String detail) {
    return Optional.of(Judgement.refuse(code, detail));
  }

  private static Judgement accept(Execution run, BidBook book, ParticipantId aggregator) {
    long interval = book.interval();
    if (run.state.interval(interval).isEmpty()) {
      run.state.openInterval(interval);
    }
    var standing = new TreeMap<ParticipantId, StandingBid>();
    run.state
        .book(interval, book.bus())
        .ifPresent(before -> before.bids().forEach(bid -> standing.put(bid.participant(), bid)));
    int stoodBefore = standing.size();
    var refused = new TreeMap<ParticipantId, OutcomeCode>();
    int refusedParts = 0;
    Optional<SealRule> seals =
        run.sealing(interval).isOn() ? Optional.of(new SealRule(run, book)) : Optional.empty();
    run.expect(book.bids(), MessageType.BID, Role.PARTICIPANT, interval);
    for (int k = 0; k < book.bids().size(); k++) {
      SignedEnvelope bid = book.bids().get(k);
      OutcomeCode code =
          seals.isPresent() ? seals.get().judge(k) : judge(run, book, k, standing, true);
      if (code != OutcomeCode.ACCEPTED) {
        refusedParts++;
        Execution.participantId(bid.signer()).ifPresent(signer -> refused.put(signer, code));
      }
    }
    seals.ifPresent(SealRule::keep);
    var standingBook =
        new StandingBook(
            book.bus(), keepRoot(run, book, aggregator), List.copyOf(standing.values()));
    run.state.putBook(interval, standingBook);
    run.state.putProgress(
        interval, run.state.progress(interval).plusBook(standing.size() - stoodBefore));
    run.events.add(new LedgerEvent.BookCommitted(interval, standingBook, refused, aggregator));
    if (run.state.progress(interval).books() == run.books(interval)) {
      if (seals.isPresent()) {
        SealRule.close(run, interval);
      } else {
        freeze(run, interval);
      }
    }
    return new Judgement(OutcomeCode.ACCEPTED, refusedParts, "");
  }

  /** Writes down the book's root where it will be looked for; gives the one of the bus. */
  private static Hash keepRoot(Execution run, BidBook book, ParticipantId aggregator) {
    Hash root = book.root();
    if (run.parameters(book.interval()).accountability().omissions().areTaken()) {
      run.state.keptBooks().putRoot(book.interval(), aggregator, root);
    }
    if (run.aggregators(book.interval(), book.bus()).size() == 1) {
      return root;
    }
    BusBooks books = run.state.books(book.interval(), book.bus()).with(aggregator, root);
    run.state.putBooks(book.interval(), book.bus(), books);
    return books.root();
  }

  /**
   * Judges one bid; if it stands, locks its collateral and adds it to the list.
   *
   * @param fresh whether its nonce must be above the account's last; that of a bid that was sealed
   *     was used then
   */
  static OutcomeCode judge(
      Execution run,
      BidBook book,
      int index,
      Map<ParticipantId, StandingBid> standing,
      boolean fresh) {
    SignedEnvelope envelope = book.bids().get(index);
    Optional<Identity> participant =
        run.identity(envelope.signer(), Role.PARTICIPANT, book.interval());
    if (participant.isEmpty()) {
      return OutcomeCode.UNKNOWN_SIGNER;
    }
    if (envelope.type() != MessageType.BID || !run.holds(envelope, participant.get())) {
      return OutcomeCode.BAD_SIGNATURE;
    }
    Bid bid;
    try {
      bid = MarketCodec.decodeBid(envelope.payload());
    } catch (MalformedBytesException e) {
      return OutcomeCode.MALFORMED;
    }
    OutcomeCode code = judge(bid, book, participant.get(), run.state, fresh);
    if (code == OutcomeCode.ACCEPTED) {
      code = judge(run, bid, book.schedules().get(index), participant.get());
    }
    return code == OutcomeCode.ACCEPTED
        ? lock(run, envelope, bid, book.schedules().get(index).bindingWatts(), standing)
        : code;
  }

  private static OutcomeCode judge(
      Bid bid, BidBook book, Identity participant, LedgerState state, boolean fresh) {
    if (!bid.participant().equals(participant.id())) {
      return OutcomeCode.UNKNOWN_SIGNER;
    }
    if (bid.interval() != book.interval()) {
      return OutcomeCode.WRONG_INTERVAL;
    }
    if (bid.bus() != book.bus() || bid.bus() != participant.bus()) {
      return OutcomeCode.WRONG_BUS;
    }
    if (fresh && bid.nonce() <= state.account(participant.id()).lastNonce()) {
      return OutcomeCode.STALE_NONCE;
    }
    return bid.curve().minWatts() < participant.minWatts()
            || bid.curve().maxWatts() > participant.maxWatts()
        ? OutcomeCode.BEYOND_DEVICE_LIMITS
        : OutcomeCode.ACCEPTED;
  }

  /**
   * The schedule must keep the bid's request, and what binds now must lie within the device limits
   * together with the curve. If it does not, the aggregator is to blame, whose signature is on it.
   */
  private static OutcomeCode judge(
      Execution run, Bid bid, Schedule schedule, Identity participant) {
    if (!OmissionRule.keepsRequest(PromisedBid.of(bid), schedule, run.parameters().schedule())) {
      return OutcomeCode.INFEASIBLE_SCHEDULE;
    }
    for (long watts : schedule.watts()) {
      if (watts < participant.minWatts() || watts > participant.maxWatts()) {
        return OutcomeCode.BEYOND_DEVICE_LIMITS;
      }
    }
    return bid.curve().minWatts() + schedule.bindingWatts() < participant.minWatts()
            || bid.curve().maxWatts() + schedule.bindingWatts() > participant.maxWatts()
        ? OutcomeCode.BEYOND_DEVICE_LIMITS
        : OutcomeCode.ACCEPTED;
  }

  /**
   * Reckoned after the device limits, within which no cost leaves 64 bits. What a bid in another
   * book of the bus has locked becomes free if this one takes its place.
   */
  private static OutcomeCode lock(
      Execution run,
      SignedEnvelope envelope,
      Bid bid,
      long scheduledWatts,
      Map<ParticipantId, StandingBid> standing) {
    StandingBid replaced = standing.get(bid.participant());
    Account account =
        run.state
            .account(bid.participant())
            .unlock(replaced == null ? 0 : replaced.collateralMicros());
    long cap = run.parameters(bid.interval()).priceCapMicrosPerMwh();
    BidCurve standingCurve = bid.curve().standingWith(scheduledWatts, -cap, cap);
    long collateral = Collateral.micros(standingCurve, cap, run.parameters().schedule());
    if (collateral > account.freeMicros() || !hasDeposit(run, bid.participant())) {
      return OutcomeCode.INSUFFICIENT_COLLATERAL;
    }
    long lastNonce = Math.max(account.lastNonce(), bid.nonce());
    run.state.putAccount(bid.participant(), account.lock(collateral, lastNonce));
    standing.put(
        bid.participant(),
        new StandingBid(
            bid.participant(), envelope.digest(), collateral, standingCurve, scheduledWatts));
    return OutcomeCode.ACCEPTED;
  }

  static boolean hasDeposit(Execution run, ParticipantId participant) {
    long required = run.parameters().credit().requiredDepositMicros();
    return required == 0 || LossDeposit.micros(run.state, participant) >= required;
  }

  /** Freezes the set of an interval's books. */
  static void freeze(Execution run, long interval) {
    SealRule.end(run, interval);
    var entries = new ArrayList<byte[]>();
    var speakers = new TreeMap<Integer, Integer>();
    for (int bus : run.bookBuses(interval)) {
      for (Hash root : roots(run, interval, bus)) {
        entries.add(new BookEntry(bus, root).toBytes());
      }
      int speaker = run.state.books(interval, bus).speaker(run.aggregators(interval, bus));
      if (speaker > 0) {
        speakers.put(bus, speaker);
      }
    }
    Hash root = MerkleTree.root(entries);
    int bids = run.state.progress(interval).standingBids();
    run.state.putInterval(run.state.interval(interval).orElseThrow().booked(root, bids));
    run.state
        .network(interval)
        .map(record -> new LedgerEvent.NetworkNoticed(interval, record.notice()))
        .ifPresent(run.events::add);
    run.events.add(new LedgerEvent.BooksFrozen(interval, root, bids, speakers));
  }

  /** The roots of a bus's committed books, by the ids of their aggregators. */
  private static List<Hash> roots(Execution run, long interval, int bus) {
    return run.aggregators(interval, bus).size() > 1
        ? List.copyOf(run.state.books(interval, bus).roots().values())
        : run.state.book(interval, bus).map(StandingBook::bookRoot).stream().toList();
  }
}
