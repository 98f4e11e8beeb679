package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.grid.certificate.NoticedNetwork;
import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.ledger.contract.GasWatch;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.genesis.SealedBids;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.settlement.Settlement;
import io.wattmesh.ledger.settlement.SettlementRule;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.MeterReading;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** One block's execution while it goes on: what the rules read and write. */
final class Execution {
  final LedgerState state;
  final long blockMillis;
  final List<LedgerEvent> events = new ArrayList<>();
  final List<CallReceipt> receipts = new ArrayList<>();
  private final StepWatch watch;
  private final Market market;
  private final boolean lastOfEpoch;
  private final long epoch;
  private final long presentInterval;
  private MarketRules rules;

  /** Reckoned once for each interval that a block is about. */
  private final Map<Long, SortedMap<Integer, List<ParticipantId>>> aggregators = new HashMap<>();

  /** What is the same for all blocks. */
  record Market(
      Genesis genesis,
      SigningContext context,
      RulesReader rules,
      ContractLibrary contracts,
      SignatureCheck check) {}

  Execution(Market market, LedgerState state, long blockMillis, StepWatch watch) {
    this.market = market;
    this.state = state;
    this.blockMillis = blockMillis;
    this.watch = watch;
    this.lastOfEpoch = state.nextValidators().isPresent();
    this.epoch = validators().epoch();
    this.rules = market.rules().read(state);
    this.presentInterval =
        Math.max(0, market.genesis().parameters().schedule().lastClosedInterval(blockMillis) + 1);
  }

  /** The interval whose gate closes next: what belongs to no interval has its rules. */
  long presentInterval() {
    return presentInterval;
  }

  /** The oldest interval that something can still happen to, or an older one. */
  long oldestInterval() {
    MarketSchedule schedule = parameters().schedule();
    long booked =
        Math.max(0, schedule.lastClosedInterval(blockMillis - schedule.bookWindowMillis()));
    return Stream.of(
            state.unsettled(), new CreditState(state).correctable(), state.keptBooks().intervals())
        .flatMap(List::stream)
        .reduce(booked, Math::min);
  }

  MarketRules rules() {
    return rules;
  }

  /** The rules are read again, after they were changed. */
  void rulesChanged() {
    rules = market.rules().read(state);
    aggregators.clear();
  }

  ContractLibrary contracts() {
    return market.contracts();
  }

  GasWatch watch() {
    return watch;
  }

  /** Tells who looks on that a step is over, whose events begin at an index. */
  void stepped(int transaction, int firstEvent) {
    if (watch.isWatching()) {
      watch.stepped(
          transaction,
          new StepWatch.Step(
              state, state.layer().takeTouched(), events.subList(firstEvent, events.size())));
    }
  }

  /** The parameters of the {@link #presentInterval}; the schedule never changes. */
  MarketParameters parameters() {
    return rules.parameters(presentInterval);
  }

  /** The parameters of an interval: those that held when its gate closed. */
  MarketParameters parameters(long interval) {
    return rules.parameters(interval);
  }

  Genesis genesis() {
    return market.genesis();
  }

  NetworkModel network() {
    return market.genesis().network();
  }

  /** The network of an interval: the genesis's, or as the operator gave notice before its gate. */
  NetworkModel network(long interval) {
    return state
        .network(interval)
        .map(record -> NoticedNetwork.of(network(), record.notice()))
        .orElseGet(this::network);
  }

  /** The buses that have an aggregator in an interval, in rising order. */
  List<Integer> bookBuses(long interval) {
    return List.copyOf(aggregators(interval).keySet());
  }

  /** How many readings complete an interval: of all participants and feeder-head meters. */
  int awaitedReadings(long interval) {
    return rules.participants(interval) + rules.feeders(interval).size();
  }

  /** The aggregators of a bus in an interval, by id; none where nobody may keep a book. */
  List<ParticipantId> aggregators(long interval, int bus) {
    return aggregators(interval).getOrDefault(bus, List.of());
  }

  /** How many books an interval can have. */
  int books(long interval) {
    return aggregators(interval).values().stream().mapToInt(List::size).sum();
  }

  private SortedMap<Integer, List<ParticipantId>> aggregators(long interval) {
    return aggregators.computeIfAbsent(interval, rules::aggregators);
  }

  /** How many participants are registered in an interval. */
  int participants(long interval) {
    return rules.participants(interval);
  }

  /** Who is registered now. */
  Optional<Identity> identity(String id, Role role) {
    return identity(id, role, presentInterval);
  }

  /** The same of a name that is one. */
  Optional<Identity> identity(ParticipantId id, Role role) {
    return rules.identity(id, presentInterval).filter(identity -> identity.role() == role);
  }

  /** Who was registered when an interval's gate closed. */
  Optional<Identity> identity(String id, Role role, long interval) {
    return participantId(id)
        .flatMap(name -> rules.identity(name, interval))
        .filter(identity -> identity.role() == role);
  }

  /** Who signed what is about an interval, with which each such payload begins. */
  Optional<Identity> submitter(SignedEnvelope envelope, Role role) {
    long interval =
        envelope.payloadLength() < Long.BYTES
            ? presentInterval
            : envelope.payload(Execution::firstNumber);
    return identity(envelope.signer(), role, interval);
  }

  private static long firstNumber(CanonicalReader in) {
    long number = in.i64();
    in.skip(in.remaining());
    return number;
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

  /** Whether an interval's bids are sealed until the books are closed. */
  SealedBids sealing(long interval) {
    return rules.parameters(interval).sealing();
  }

  /** Until when an interval's books are taken: what then remains of their window is for reveals. */
  long lastBookMillis(long interval) {
    return SealRule.closingMillis(interval, parameters(interval));
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
    return identity(reading.participant().value(), Role.PARTICIPANT, reading.interval())
        .filter(participant -> participant.bus() == bus)
        .filter(p -> reading.energyJoules() >= schedule.energyJoules(p.minWatts()))
        .filter(p -> reading.energyJoules() <= schedule.energyJoules(p.maxWatts()))
        .isPresent();
  }

  /** The feeder-head meter of a bus in an interval, if it has one. */
  Optional<Identity> feeder(long interval, int bus) {
    return Optional.ofNullable(rules.feeders(interval).get(bus));
  }

  boolean holds(SignedEnvelope envelope, Identity signer) {
    return holds(envelope, signer.key(), market.context());
  }

  boolean holds(SignedEnvelope envelope, VerificationKey key, SigningContext context) {
    return market.check().holds(envelope, key, context);
  }

  /**
   * Says that these will be judged next, one after the other.
   *
   * @param type that they must be of
   * @param role of those who must have signed them when the interval's gate closed
   */
  void expect(List<SignedEnvelope> envelopes, MessageType type, Role role, long interval) {
    market
        .check()
        .expect(
            () -> {
              var soon = new ArrayList<SignatureCheck.Expected>(envelopes.size());
              for (SignedEnvelope envelope : envelopes) {
                if (envelope.type() == type) {
                  identity(envelope.signer(), role, interval)
                      .map(signer -> new SignatureCheck.Expected(envelope, signer.key()))
                      .ifPresent(soon::add);
                }
              }
              return soon;
            },
            market.context());
  }

  /** The context of all that is not the validators' own: it stays from epoch to epoch. */
  SigningContext marketContext() {
    return market.context();
  }

  Hash chainId() {
    return market.context().chainId();
  }

  /** Whether others take over after this block, as its parent's state has it. */
  boolean isLastOfEpoch() {
    return lastOfEpoch;
  }

  /** The block's epoch. */
  long epoch() {
    return epoch;
  }

  /** The validators of the block's epoch. */
  ValidatorSet validators() {
    return state.validators().orElse(market.genesis().validators());
  }

  /** Pays for an interval's deliveries and closes it. */
  void settle(long interval) {
    Settlement settlement = SettlementRule.settle(state, rules, bookBuses(interval), interval);
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
