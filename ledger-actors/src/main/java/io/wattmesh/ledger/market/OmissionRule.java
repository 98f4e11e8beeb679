package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.OmissionTerms;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.KeptBooks;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BookLeaf;
import io.wattmesh.proto.book.OmissionClaim;
import io.wattmesh.proto.book.PromisedBid;
import io.wattmesh.proto.book.Schedule;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.codec.MarketCodec;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.BidAcknowledgement;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;

/**
 * Claims that an aggregator left out a bid that it had acknowledged, handed in by anybody who is
 * registered. What convicts is the aggregator's own signature on a bid that its committed book does
 * not keep: no entry of the participant is in it, or one that is neither that bid nor a later one
 * of the participant for the same interval, or that bid with a schedule that it rules out. A book
 * that never came convicts once its deadline has passed, if the log took blocks while it could have
 * come. Whether a bid stands is not asked: its limits and its collateral are the participant's
 * care.
 *
 * <p>An aggregator pays once for a participant and interval, however often it acknowledged.
 */
final class OmissionRule {
  private OmissionRule() {}

  /** A promise that holds: who gave it to whom. */
  private record Promise(
      Identity aggregator, Identity participant, BidAcknowledgement content, Hash digest) {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> signer =
        Execution.participantId(envelope.signer())
            .flatMap(id -> run.rules().identity(id, run.presentInterval()));
    if (signer.isEmpty()) {
      return Judgement.refuse(OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is not registered");
    }
    if (!run.holds(envelope, signer.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    OmissionClaim claim;
    try {
      claim = OmissionClaim.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    Optional<Promise> promise = promise(run, claim);
    return promise.isEmpty()
        ? Judgement.refuse(
            OutcomeCode.NO_PROMISE, claim.acknowledgement() + " is no promise about " + claim.bid())
        : refusal(run, claim, promise.get()).orElseGet(() -> convict(run, promise.get()));
  }

  private static Optional<Promise> promise(Execution run, OmissionClaim claim) {
    SignedEnvelope given = claim.acknowledgement();
    if (given.type() != MessageType.BID_ACKNOWLEDGEMENT) {
      return Optional.empty();
    }
    try {
      BidAcknowledgement content = MarketCodec.decodeAcknowledgement(given.payload());
      Optional<Identity> aggregator =
          run.identity(given.signer(), Role.AGGREGATOR, content.interval())
              .filter(identity -> run.holds(given, identity));
      Optional<Identity> participant = bidder(run, claim.bid(), content.interval());
      if (aggregator.isEmpty() || participant.isEmpty()) {
        return Optional.empty();
      }
      PromisedBid bid = PromisedBid.of(claim.bid());
      boolean about =
          content.bidDigest().equals(claim.bid().digest())
              && content.bus() == aggregator.get().bus()
              && content.bus() == participant.get().bus()
              && content.participant().equals(participant.get().id())
              && isOf(bid, content)
              && content.nonce() == bid.nonce();
      return about
          ? Optional.of(new Promise(aggregator.get(), participant.get(), content, given.digest()))
          : Optional.empty();
    } catch (MalformedBytesException e) {
      return Optional.empty();
    }
  }

  private static Optional<Identity> bidder(Execution run, SignedEnvelope bid, long interval) {
    return run.identity(bid.signer(), Role.PARTICIPANT, interval)
        .filter(identity -> bid.type() == PromisedBid.type(run.sealing(interval).isOn()))
        .filter(identity -> run.holds(bid, identity));
  }

  /** Whether a bid is one of the promise's participant, bus and interval. */
  private static boolean isOf(PromisedBid bid, BidAcknowledgement content) {
    return bid.participant().equals(content.participant())
        && bid.bus() == content.bus()
        && bid.interval() == content.interval();
  }

  private static Optional<Judgement> refusal(Execution run, OmissionClaim claim, Promise promise) {
    long interval = promise.content().interval();
    if (!run.hasGateClosed(interval)) {
      return refuse(OutcomeCode.GATE_OPEN, "the gate of interval %d is open".formatted(interval));
    }
    OmissionTerms terms = run.parameters().accountability().omissions();
    if (isOver(run, interval)) {
      return refuse(
          OutcomeCode.TOO_LATE,
          "claims about interval %d are taken for %d ms after its book deadline"
              .formatted(interval, terms.claimWindowMillis()));
    }
    KeptBooks kept = run.state.keptBooks();
    if (kept.isConvicted(interval, promise.aggregator().id(), promise.participant().id())) {
      return refuse(
          OutcomeCode.DUPLICATE,
          "%s is convicted for %s in interval %d"
              .formatted(promise.aggregator().id(), promise.participant().id(), interval));
    }
    Optional<Hash> root = kept.root(interval, promise.aggregator().id());
    return root.isPresent()
        ? refusalOfCommitted(run, claim, promise, root.get())
        : refusalOfMissing(run, claim, interval);
  }

  private static Optional<Judgement> refuse(OutcomeCode code, String detail) {
    return Optional.of(Judgement.refuse(code, detail));
  }

  private static Optional<Judgement> refusalOfMissing(
      Execution run, OmissionClaim claim, long interval) {
    if (run.blockMillis <= run.lastBookMillis(interval)) {
      return refuse(
          OutcomeCode.GATE_OPEN, "the book of interval %d can still come".formatted(interval));
    }
    if (!claim.leaves().isEmpty() || !run.state.keptBooks().wasOpen(interval)) {
      return refuse(
          OutcomeCode.NOT_OMITTED,
          "there is no book of interval %d, %d entries are shown of one, and the log %s blocks then"
              .formatted(
                  interval,
                  claim.leaves().size(),
                  run.state.keptBooks().wasOpen(interval) ? "took" : "took no"));
    }
    return Optional.empty();
  }

  private static Optional<Judgement> refusalOfCommitted(
      Execution run, OmissionClaim claim, Promise promise, Hash root) {
    Optional<BookLeaf> own = claim.ownLeaf(root);
    boolean omitted = own.isPresent() ? !keeps(run, own.get(), promise) : claim.showsAbsence(root);
    return omitted
        ? Optional.empty()
        : refuse(
            OutcomeCode.NOT_OMITTED,
            "what is shown of the book does not prove that it lacks the bid of "
                + promise.participant().id());
  }

  /** Whether the book's entry of the participant is what was promised, or what took its place. */
  private static boolean keeps(Execution run, BookLeaf leaf, Promise promise) {
    if (bidder(run, leaf.bid(), promise.content().interval()).isEmpty()) {
      return false;
    }
    try {
      PromisedBid booked = PromisedBid.of(leaf.bid());
      boolean later = booked.nonce() > promise.content().nonce();
      boolean same = leaf.bid().digest().equals(promise.content().bidDigest());
      return isOf(booked, promise.content()) && (later || same) && isPlanned(run, booked, leaf);
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  private static boolean isPlanned(Execution run, PromisedBid booked, BookLeaf leaf) {
    return keepsRequest(booked, leaf.schedule(), run.parameters().schedule());
  }

  /** Whether a schedule keeps the bid's request, or is empty if there is none. */
  static boolean keepsRequest(PromisedBid bid, Schedule schedule, MarketSchedule times) {
    return bid.horizon()
        .map(request -> request.allows(schedule.toArray(), times.intervalMillis() / 1000))
        .orElse(schedule.watts().isEmpty());
  }

  private static Judgement convict(Execution run, Promise promise) {
    OmissionTerms terms = run.parameters().accountability().omissions();
    long interval = promise.content().interval();
    Account bond = run.state.account(promise.aggregator().id());
    long penalty = Math.min(terms.penaltyMicros(), bond.lockedMicros());
    long compensation = Math.min(terms.compensationMicros(), penalty);
    if (penalty > 0) {
      run.state.putAccount(promise.aggregator().id(), bond.unlock(penalty).plus(-penalty));
      run.state.putAccount(
          promise.participant().id(),
          run.state.account(promise.participant().id()).plus(compensation));
      run.state.putAccount(
          LedgerState.BALANCING,
          run.state.account(LedgerState.BALANCING).plus(penalty - compensation));
    }
    run.state
        .keptBooks()
        .convict(interval, promise.aggregator().id(), promise.participant().id(), promise.digest());
    run.events.add(
        new LedgerEvent.OmissionProven(
            interval,
            promise.aggregator().id(),
            promise.participant().id(),
            penalty,
            compensation));
    return Judgement.ACCEPTED;
  }

  /**
   * Before a block's transactions: keeps books from now on of each interval that can have some, and
   * forgets those of which nothing can be claimed any more.
   */
  static void keepBooks(Execution run) {
    if (!run.parameters().accountability().omissions().areTaken()) {
      return;
    }
    KeptBooks kept = run.state.keptBooks();
    for (long interval : kept.intervals()) {
      if (isOver(run, interval)) {
        forget(run, kept, interval);
      }
    }
    MarketSchedule schedule = run.parameters().schedule();
    for (long interval = schedule.lastClosedInterval(run.blockMillis);
        run.hasGateClosed(interval) && run.blockMillis <= run.lastBookMillis(interval);
        interval--) {
      if (!kept.wasOpen(interval)) {
        kept.open(interval);
      }
    }
  }

  private static boolean isOver(Execution run, long interval) {
    long window = run.parameters().accountability().omissions().claimWindowMillis();
    return window == 0
        || run.parameters().schedule().bookDeadlineMillis(interval) < run.blockMillis - window;
  }

  private static void forget(Execution run, KeptBooks kept, long interval) {
    List<ParticipantId> aggregators =
        run.bookBuses(interval).stream()
            .flatMap(bus -> run.aggregators(interval, bus).stream())
            .toList();
    kept.close(interval, aggregators);
  }

  /** Whether its claim is not settled yet, as far as the promise's words tell. */
  static boolean mayTakeEffect(LedgerState state, SignedEnvelope envelope) {
    OmissionClaim claim = OmissionClaim.ofBytes(envelope.payload());
    BidAcknowledgement content =
        MarketCodec.decodeAcknowledgement(claim.acknowledgement().payload());
    return Execution.participantId(claim.acknowledgement().signer())
        .filter(
            aggregator ->
                !state
                    .keptBooks()
                    .isConvicted(content.interval(), aggregator, content.participant()))
        .isPresent();
  }
}
