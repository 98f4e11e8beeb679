package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.NetworkModel;
import io.wattmesh.ledger.contract.GasWatch;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.MarketParameters;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.settlement.Settlement;
import io.wattmesh.ledger.settlement.SettlementRule;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.crypto.VerificationKey;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One block's execution while it goes on: what the rules read and write. */
final class Execution {
  final LedgerState state;
  final long blockMillis;
  final List<LedgerEvent> events = new ArrayList<>();
  final List<CallReceipt> receipts = new ArrayList<>();
  private final StepWatch watch;
  private final Market market;
  private final boolean lastOfEpoch;

  /** What is the same for all blocks. */
  record Market(
      Genesis genesis,
      SigningContext context,
      List<Integer> bookBuses,
      int participants,
      SignatureCheck check) {}

  Execution(Market market, LedgerState state, long blockMillis, StepWatch watch) {
    this.market = market;
    this.state = state;
    this.blockMillis = blockMillis;
    this.watch = watch;
    this.lastOfEpoch = state.nextValidators().isPresent();
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

  /** How many participants are registered. */
  int participants() {
    return market.participants();
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
