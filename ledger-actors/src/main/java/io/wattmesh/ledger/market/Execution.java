package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.contract.CallReceipt;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.settlement.Settlement;
import io.wattmesh.ledger.settlement.SettlementRule;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One block's execution while it goes on: what the rules read and write. */
final class Execution {
  final LedgerState state;
  final long blockMillis;
  final List<LedgerEvent> events = new ArrayList<>();
  final List<CallReceipt> receipts = new ArrayList<>();
  private final Market market;
  private final boolean lastOfEpoch;

  /** What is the same for all blocks. */
  record Market(
      Genesis genesis,
      SigningContext context,
      List<Integer> bookBuses,
      int participants,
      SignatureCheck check,
      Map<Integer, Identity> feeders) {}

  Execution(Market market, LedgerState state, long blockMillis) {
    this.market = market;
    this.state = state;
    this.blockMillis = blockMillis;
    this.lastOfEpoch = state.nextValidators().isPresent();
  }

  MarketParameters parameters() {
    return market.genesis().parameters();
  }

  Genesis genesis() {
    return market.genesis();
  }

  NetworkModel network() {
    return market.genesis().network();
  }

  /** The buses that have an aggregator, in rising order. */
  List<Integer> bookBuses() {
    return market.bookBuses();
  }

  /** How many readings complete an interval: of all participants and feeder-head meters. */
  int awaitedReadings() {
    return market.participants() + market.feeders().size();
  }

  Optional<Identity> identity(String id, Role role) {
    return participantId(id)
        .map(name -> market.genesis().identities().get(name))
        .filter(identity -> identity.role() == role);
  }

  /** A signer's name as an id; empty if it has not the form of one, which anybody can send. */
  static Optional<ParticipantId> participantId(String name) {
    try {
      return Optional.of(new ParticipantId(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether bids are closed by block time; never of an interval that ends beyond all time. */
  boolean hasGateClosed(long interval) {
    MarketSchedule schedule = parameters().schedule();
    try {
      return interval >= 0
          && schedule.gateClosureMillis(interval) <= blockMillis
          && schedule.deliveryMillis(interval) < schedule.readingDeadlineMillis(interval);
    } catch (ArithmeticException e) {
      return false;
    }
  }

  /** Whether bids for an interval are still taken, if it is not too far ahead to be foreseen. */
  boolean isAhead(long interval) {
    long last = parameters().schedule().lastClosedInterval(blockMillis);
    return interval > last && interval >= 0 && interval <= last + LedgerState.MAX_UNSETTLED;
  }

  /** Whether the time for an interval's books is over and none came. */
  boolean neverCame(long interval) {
    return hasGateClosed(interval)
        && blockMillis > parameters().schedule().bookDeadlineMillis(interval)
        && state.interval(interval).isEmpty();
  }

  /** Whether a reading is of a participant of this bus and within its device limits. */
  boolean isPossible(MeterReading reading, int bus) {
    MarketSchedule schedule = parameters().schedule();
    return identity(reading.participant().value(), Role.PARTICIPANT)
        .filter(participant -> participant.bus() == bus)
        .filter(p -> reading.energyJoules() >= schedule.energyJoules(p.minWatts()))
        .filter(p -> reading.energyJoules() <= schedule.energyJoules(p.maxWatts()))
        .isPresent();
  }

  /** The feeder-head meter of a bus, if it has one. */
  Optional<Identity> feeder(int bus) {
    return Optional.ofNullable(market.feeders().get(bus));
  }

  boolean holds(SignedEnvelope envelope, Identity signer) {
    return holds(envelope, signer.key(), market.context());
  }

  boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context) {
    return market.check().holds(envelope, key, context);
  }

  Hash chainId() {
    return market.context().chainId();
  }

  /** Whether others take over after this block, as its parent's state has it. */
  boolean isLastOfEpoch() {
    return lastOfEpoch;
  }

  /** The validators of the block's epoch. */
  ValidatorSet validators() {
    return state.validators().orElse(market.genesis().validators());
  }

  /** Pays for an interval's deliveries and closes it. */
  void settle(long interval) {
    Settlement settlement = SettlementRule.settle(state, market.genesis(), bookBuses(), interval);
    settlement.notes().forEach(note -> events.add(new LedgerEvent.SettlementNoted(interval, note)));
    events.add(
        new LedgerEvent.IntervalSettled(
            interval, settlement.congestionRentMicros(), settlement.statements()));
  }

  /** What became of one transaction or one part of it. */
  record Judgement(OutcomeCode code, int refusedParts, String detail) {
    static final Judgement ACCEPTED = new Judgement(OutcomeCode.ACCEPTED, 0, "");

    static Judgement refuse(OutcomeCode code, String detail) {
      return new Judgement(code, 0, detail);
    }
  }
}
