package io.wattmesh.ledger.market;

import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.SealedState;
import io.wattmesh.ledger.state.SealedState.Closed;
import io.wattmesh.ledger.state.SealedState.Waiting;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.SealedBid;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Books of sealed bids. Each entry that counts locks what its participant forfeits if its bid does
 * not stand in the end, and waits to be revealed. The books are closed when all are there, or their
 * time is over; only then is anything revealed, so nobody bids with another's bid before it. When
 * the books are frozen, what still waits is forfeited to the tariff account: whoever could withdraw
 * for nothing would have a free choice after seeing the others' bids.
 */
final class SealRule {
  private final Execution run;
  private final BidBook book;
  private final SortedMap<ParticipantId, Waiting> waiting;

  /** A book as it comes in. */
  SealRule(Execution run, BidBook book) {
    this.run = run;
    this.book = book;
    this.waiting = run.state.seals().waiting(book.interval(), book.bus());
  }

  /** Judges one sealed bid; if it counts, locks its forfeit. */
  OutcomeCode judge(int index) {
    SignedEnvelope envelope = book.bids().get(index);
    Optional<Identity> participant =
        run.identity(envelope.signer(), Role.PARTICIPANT, book.interval());
    if (participant.isEmpty()) {
      return OutcomeCode.UNKNOWN_SIGNER;
    }
    if (envelope.type() != MessageType.SEALED_BID || !run.holds(envelope, participant.get())) {
      return OutcomeCode.BAD_SIGNATURE;
    }
    SealedBid seal;
    try {
      seal = SealedBid.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return OutcomeCode.MALFORMED;
    }
    OutcomeCode code = judge(seal, participant.get());
    if (code == OutcomeCode.ACCEPTED && !book.schedules().get(index).watts().isEmpty()) {
      return OutcomeCode.INFEASIBLE_SCHEDULE; // Nobody can plan what nobody can see.
    }
    return code == OutcomeCode.ACCEPTED ? lock(seal, participant.get()) : code;
  }

  private OutcomeCode judge(SealedBid seal, Identity participant) {
    if (!seal.participant().equals(participant.id())) {
      return OutcomeCode.UNKNOWN_SIGNER;
    }
    if (seal.interval() != book.interval()) {
      return OutcomeCode.WRONG_INTERVAL;
    }
    if (seal.bus() != book.bus() || seal.bus() != participant.bus()) {
      return OutcomeCode.WRONG_BUS;
    }
    return seal.nonce() <= run.state.account(participant.id()).lastNonce()
        ? OutcomeCode.STALE_NONCE
        : OutcomeCode.ACCEPTED;
  }

  /** One with a higher nonce in another book of the bus takes the place of the one before. */
  private OutcomeCode lock(SealedBid seal, Identity participant) {
    Waiting replaced = waiting.get(seal.participant());
    Account account =
        run.state
            .account(seal.participant())
            .unlock(replaced == null ? 0 : replaced.forfeitMicros());
    long forfeit =
        run.sealing(book.interval()).forfeitMicros(participant, run.parameters().schedule());
    if (forfeit > account.freeMicros() || !BookRule.hasDeposit(run, seal.participant())) {
      return OutcomeCode.INSUFFICIENT_COLLATERAL;
    }
    run.state.putAccount(seal.participant(), account.lock(forfeit, seal.nonce()));
    waiting.put(seal.participant(), new Waiting(seal.nonce(), seal.commitment(), forfeit));
    return OutcomeCode.ACCEPTED;
  }

  /** Writes down what waits by now. */
  void keep() {
    run.state.seals().putWaiting(book.interval(), book.bus(), waiting);
  }

  /**
   * Whether an interval's books of sealed bids are still to be closed before they are frozen.
   *
   * @param parameters the interval's
   */
  static boolean hasToClose(LedgerState state, long interval, MarketParameters parameters) {
    return parameters.sealing().isOn() && state.seals().closed(interval).isEmpty();
  }

  /**
   * The last time at which a book is taken.
   *
   * @param parameters the interval's
   */
  static long closingMillis(long interval, MarketParameters parameters) {
    return parameters.schedule().bookDeadlineMillis(interval)
        - parameters.sealing().revealWindowMillis();
  }

  /** No further book comes: bids may be revealed, and if none is sealed, all is known. */
  static void close(Execution run, long interval) {
    var awaited = new TreeMap<Integer, List<ParticipantId>>();
    int count = 0;
    for (int bus : run.bookBuses(interval)) {
      List<ParticipantId> ofBus = List.copyOf(run.state.seals().waiting(interval, bus).keySet());
      if (!ofBus.isEmpty()) {
        awaited.put(bus, ofBus);
        count += ofBus.size();
      }
    }
    run.state.seals().putClosed(interval, new Closed(run.blockMillis, count));
    run.events.add(new LedgerEvent.BooksClosed(interval, awaited));
    if (count == 0) {
      BookRule.freeze(run, interval);
    }
  }

  /** The books are about to be frozen: nothing waits any more. */
  static void end(Execution run, long interval) {
    SealedState seals = run.state.seals();
    Optional<Closed> closed = seals.closed(interval);
    if (closed.isEmpty()) {
      return;
    }
    boolean isLost = hadTime(run, interval, closed.get());
    var forfeited = new TreeMap<ParticipantId, Long>();
    for (int bus : run.bookBuses(interval)) {
      SortedMap<ParticipantId, Waiting> left = seals.waiting(interval, bus);
      left.forEach(
          (participant, bid) -> {
            Account account = run.state.account(participant).unlock(bid.forfeitMicros());
            run.state.putAccount(
                participant, isLost ? account.plus(-bid.forfeitMicros()) : account);
            forfeited.put(participant, isLost ? bid.forfeitMicros() : 0);
          });
      if (!left.isEmpty()) {
        seals.putWaiting(interval, bus, new TreeMap<>());
      }
    }
    seals.removeClosed(interval);
    if (!forfeited.isEmpty()) {
      collect(run, interval, forfeited);
    }
  }

  /** Where the log took no block for so long, nobody could reveal in time. */
  private static boolean hadTime(Execution run, long interval, Closed closed) {
    long left = run.parameters().schedule().bookDeadlineMillis(interval) - closed.closedMillis();
    return left >= run.sealing(interval).revealWindowMillis() / 2;
  }

  private static void collect(
      Execution run, long interval, SortedMap<ParticipantId, Long> forfeited) {
    long sum = forfeited.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    if (sum > 0) {
      run.state.putAccount(LedgerState.TARIFF, run.state.account(LedgerState.TARIFF).plus(sum));
    }
    run.events.add(new LedgerEvent.SealsForfeited(interval, forfeited));
  }
}
