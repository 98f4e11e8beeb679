package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.NoticedNetwork;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.NetworkRecord;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.MarketSchedule;
import java.util.Optional;

/**
 * Notices of the grid operator on an interval's limits and outages, before its gate closes by block
 * time: so that nobody changes the network after the bids are known. Of several the one of the
 * highest revision holds; without any, the genesis's network does.
 */
final class NetworkRule {
  /** How far ahead notice can be given: at five minutes an interval, two weeks. */
  static final long MAX_AHEAD = 4_096;

  private NetworkRule() {}

  static Judgement apply(Execution run, SignedEnvelope envelope) {
    Optional<Identity> operator = run.submitter(envelope, Role.GRID_OPERATOR);
    if (operator.isEmpty()) {
      return Judgement.refuse(
          OutcomeCode.UNKNOWN_SIGNER, envelope.signer() + " is no registered grid operator");
    }
    if (!run.holds(envelope, operator.get())) {
      return Judgement.refuse(OutcomeCode.BAD_SIGNATURE, envelope.toString());
    }
    NetworkNotice notice;
    try {
      notice = NetworkNotice.ofBytes(envelope.payload());
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    long interval = notice.interval();
    if (interval < run.presentInterval()) {
      return Judgement.refuse(
          OutcomeCode.TOO_LATE, "the gate of interval %d has closed".formatted(interval));
    }
    Optional<String> refusal = refusal(run, notice);
    if (refusal.isPresent()) {
      return Judgement.refuse(OutcomeCode.INVALID_NETWORK, refusal.get());
    }
    forgetOld(run);
    run.state.putNetwork(new NetworkRecord(operator.get().id(), envelope.digest(), notice));
    return Judgement.ACCEPTED;
  }

  private static Optional<String> refusal(Execution run, NetworkNotice notice) {
    if (notice.interval() - run.presentInterval() >= MAX_AHEAD) {
      return Optional.of(
          "notice is given at most %d intervals ahead, of %d now"
              .formatted(MAX_AHEAD, run.presentInterval()));
    }
    Optional<Integer> known =
        run.state.network(notice.interval()).map(record -> record.notice().revision());
    if (known.isPresent() && known.get() >= notice.revision()) {
      return Optional.of(
          "revision %d does not follow revision %d".formatted(notice.revision(), known.get()));
    }
    try {
      NoticedNetwork.of(run.genesis().network(), notice);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Forgets notices on intervals that never began and can't any more. */
  private static void forgetOld(Execution run) {
    MarketSchedule schedule = run.parameters().schedule();
    for (long interval : run.state.noticedIntervals()) {
      if (interval < run.presentInterval()
          && schedule.bookDeadlineMillis(interval) < run.blockMillis
          && run.state.interval(interval).isEmpty()) {
        run.state.forgetNetwork(interval);
      }
    }
  }

  /** Whether a notice is newer than what holds for an interval that has not begun. */
  static boolean mayTakeEffect(LedgerState state, SignedEnvelope envelope) {
    NetworkNotice notice = NetworkNotice.ofBytes(envelope.payload());
    return state.interval(notice.interval()).isEmpty()
        && state
            .network(notice.interval())
            .filter(known -> known.notice().revision() >= notice.revision())
            .isEmpty();
  }
}
