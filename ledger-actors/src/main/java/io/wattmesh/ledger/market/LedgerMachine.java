package io.wattmesh.ledger.market;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.contract.ContractLibrary;
import io.wattmesh.ledger.contract.module.Contracts;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.market.Execution.Judgement;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.state.Supply;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.BidBook;
import io.wattmesh.proto.book.Readings;
import io.wattmesh.proto.chain.Evidence;
import io.wattmesh.proto.chain.ValidatorChange;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalRecord;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The deterministic state machine: the state after a block is a function of the state before it,
 * the block's timestamp and its transactions.
 */
public final class LedgerMachine {
  private final Execution.Market market;

  /** What a block's execution leads to. */
  public record Executed(
      StateLayer layer,
      List<Outcome> outcomes,
      List<LedgerEvent> events,
      List<CallReceipt> receipts) {
    public Executed {
      outcomes = List.copyOf(outcomes);
      events = List.copyOf(events);
      receipts = List.copyOf(receipts);
    }

    /** A block in which nothing happens. */
    public static Executed nothing(StateLayer layer) {
      return new Executed(layer, List.of(), List.of(), List.of());
    }

    public Hash stateRoot() {
      return layer.root();
    }

    public Hash outcomesRoot() {
      return MerkleTree.root(outcomes.stream().map(Outcome::toBytes).toList());
    }

    public LedgerState state() {
      return new LedgerState(layer);
    }
  }

  public LedgerMachine(Genesis genesis, SignatureCheck check) {
    this(genesis, check, Contracts::find);
  }

  /**
   * @param contracts all contracts that can be registered
   */
  public LedgerMachine(Genesis genesis, SignatureCheck check, ContractLibrary contracts) {
    this.market =
        new Execution.Market(
            genesis, genesis.signingContext(), new RulesReader(genesis), contracts, check);
  }

  /** The state at genesis: deposits and the reserve are issued, aggregators' bonds are locked. */
  public static StateLayer genesisState(Genesis genesis) {
    StateLayer layer = StateLayer.empty();
    var state = new LedgerState(layer);
    long issued = genesis.parameters().reserveMicros();
    state.putAccount(LedgerState.TARIFF, Account.EMPTY);
    state.putAccount(LedgerState.ROUNDING, Account.EMPTY);
    state.putAccount(LedgerState.BALANCING, Account.EMPTY.plus(issued));
    for (Identity identity : genesis.accountHolders()) {
      state.putAccount(identity.id(), Account.EMPTY.plus(identity.depositMicros()));
      issued = Math.addExact(issued, identity.depositMicros());
    }
    for (Identity aggregator : genesis.withRole(Role.AGGREGATOR)) {
      long bond = aggregator.depositMicros();
      if (bond > 0) {
        state.putAccount(aggregator.id(), Account.EMPTY.plus(bond).lock(bond));
        issued = Math.addExact(issued, bond);
      }
    }
    state.putSupply(Supply.issued(issued));
    layer.commit();
    return layer;
  }

  /** Whether a block is wanted by then because a deadline of this state passes. */
  public boolean hasDeadlineBy(StateLayer layer, long blockMillis) {
    var state = new LedgerState(layer);
    return Math.min(
            DeadlineRule.nextMillis(state, market.rules().read(state)),
            GovernanceRule.nextMillis(state))
        < blockMillis;
  }

  /**
   * Executes a block above its parent's state, which stays as it was. A transaction that is in the
   * block twice is skipped the second time; one that an earlier block had is judged anew, and what
   * took effect there can't again, for the state says so: by the interval's status, its books, its
   * readings, a participant's nonces.
   */
  public Executed execute(StateLayer parent, long blockMillis, List<byte[]> transactions) {
    return execute(parent, blockMillis, transactions, StepWatch.NONE);
  }

  /** The same while somebody looks on. */
  public Executed execute(
      StateLayer parent, long blockMillis, List<byte[]> transactions, StepWatch watch) {
    StateLayer layer = parent.fork();
    if (watch.isWatching()) {
      layer.noteTouched();
    }
    var run = new Execution(market, new LedgerState(layer), blockMillis, watch);
    Optional<ValidatorSet> next = run.state.nextValidators();
    DeadlineRule.apply(run);
    GovernanceRule.pass(run);
    LateReadingRule.forget(run);
    EvidenceRule.exclude(run);
    ContractEpochRule.schedule(run);
    OmissionRule.keepBooks(run);
    run.stepped(StepWatch.DEADLINES, 0);
    var outcomes = new ArrayList<Outcome>(transactions.size());
    Set<Hash> seen = new HashSet<>();
    for (byte[] transaction : transactions) {
      Hash id = Sha256.of(transaction);
      int receipts = run.receipts.size();
      int events = run.events.size();
      Judgement judgement =
          seen.add(id)
              ? apply(run, transaction, id)
              : Judgement.refuse(OutcomeCode.REPEATED, "it is in the block before");
      Hash receipt = run.receipts.size() > receipts ? run.receipts.getLast().hash() : Hash.ZERO;
      outcomes.add(
          new Outcome(id, judgement.code(), judgement.refusedParts(), receipt, judgement.detail()));
      run.stepped(outcomes.size() - 1, events);
    }
    next.ifPresent(run.state::endEpoch);
    return new Executed(layer, outcomes, run.events, run.receipts);
  }

  /**
   * Whether a transaction could take effect on this state or a later one, as far as its interval or
   * its nonce tells; what cannot need not be ordered.
   */
  public boolean mayTakeEffect(StateLayer layer, byte[] transaction) {
    var state = new LedgerState(layer);
    try {
      SignedEnvelope envelope = SignedEnvelope.ofBytes(transaction);
      return switch (envelope.type()) {
        case BID_BOOK -> isAwaited(state, envelope.signer(), BidBook.ofBytes(envelope.payload()));
        case CLEARING ->
            statusIs(
                state,
                ClearingCertificate.decode(envelope.payload()).interval(),
                EnumSet.of(IntervalStatus.OPEN, IntervalStatus.BOOKED));
        case READINGS ->
            statusIs(
                state,
                Readings.ofBytes(envelope.payload()).interval(),
                EnumSet.complementOf(EnumSet.of(IntervalStatus.SETTLED)));
        case METER_READING ->
            LateReadingRule.mayTakeEffect(state, market.rules().read(state), envelope);
        case VALIDATOR_CHANGE -> isNext(state, envelope);
        case EVIDENCE -> isNews(state, envelope);
        case CALL ->
            CallRule.mayTakeEffect(state, market.rules().read(state), envelope)
                && isSigned(market.rules().read(state), envelope);
        case NETWORK_NOTICE -> NetworkRule.mayTakeEffect(state, envelope);
        case READING_CONFLICT ->
            OracleRule.mayTakeEffect(state, market.rules().read(state), envelope);
        case PROPOSAL_OF_RULES, VOTE_ON_RULES ->
            GovernanceRule.mayTakeEffect(
                state,
                market.rules().read(state).governors().orElseGet(() -> validators(state)),
                envelope);
        case OMISSION -> OmissionRule.mayTakeEffect(state, envelope);
        case REVEALS -> RevealRule.mayTakeEffect(state, market.rules().read(state), envelope);
        default -> false;
      };
    } catch (MalformedBytesException e) {
      return false;
    }
  }

  /**
   * A call is anybody's to hand in and costs nothing if its signature does not hold, so such a one
   * is kept out of blocks. A validator remembers the verdict, and does not check again.
   */
  private boolean isSigned(MarketRules rules, SignedEnvelope envelope) {
    return Execution.participantId(envelope.signer()).stream()
        .flatMap(id -> rules.keys(id).stream())
        .anyMatch(key -> market.check().holds(envelope, key, market.context()));
  }

  private ValidatorSet validators(LedgerState state) {
    return state.validators().orElse(market.genesis().validators());
  }

  private boolean isNext(LedgerState state, SignedEnvelope envelope) {
    ValidatorSet present = validators(state);
    return isFromValidator(present, envelope)
        && ValidatorChange.ofBytes(envelope.payload()).next().epoch() > present.epoch()
        && state.nextValidators().isEmpty();
  }

  private static boolean isFromValidator(ValidatorSet present, SignedEnvelope envelope) {
    return envelope.context().epoch() == present.epoch()
        && Execution.participantId(envelope.signer()).flatMap(present::find).isPresent();
  }

  private boolean isNews(LedgerState state, SignedEnvelope envelope) {
    ValidatorSet present = validators(state);
    return isFromValidator(present, envelope)
        && Evidence.ofBytes(envelope.payload())
            .accused(present)
            .filter(validator -> !state.isConvicted(validator.key()))
            .isPresent();
  }

  private boolean isAwaited(LedgerState state, String signer, BidBook book) {
    return statusIs(state, book.interval(), EnumSet.of(IntervalStatus.OPEN))
        && Execution.participantId(signer)
            .filter(
                id ->
                    !BookRule.hasBook(
                        state, book.interval(), book.bus(), id, aggregators(state, book)))
            .isPresent();
  }

  private List<ParticipantId> aggregators(LedgerState state, BidBook book) {
    return market
        .rules()
        .read(state)
        .aggregators(book.interval())
        .getOrDefault(book.bus(), List.of());
  }

  /** An interval without a record has still to come. */
  private static boolean statusIs(
      LedgerState state, long interval, EnumSet<IntervalStatus> statuses) {
    return state
        .interval(interval)
        .map(IntervalRecord::status)
        .map(statuses::contains)
        .orElse(true);
  }

  private static Judgement apply(Execution run, byte[] transaction, Hash id) {
    SignedEnvelope envelope;
    try {
      envelope = SignedEnvelope.ofBytes(transaction);
    } catch (MalformedBytesException e) {
      return Judgement.refuse(OutcomeCode.MALFORMED, e.getMessage());
    }
    return switch (envelope.type()) {
      case BID_BOOK -> BookRule.apply(run, envelope);
      case CLEARING -> ClearingRule.apply(run, envelope);
      case READINGS -> ReadingRule.apply(run, envelope);
      case METER_READING -> LateReadingRule.apply(run, envelope);
      case VALIDATOR_CHANGE -> ValidatorRule.apply(run, envelope);
      case EVIDENCE -> EvidenceRule.apply(run, envelope);
      case CALL -> CallRule.apply(run, envelope, id);
      case PROPOSAL_OF_RULES -> GovernanceRule.propose(run, envelope);
      case VOTE_ON_RULES -> GovernanceRule.vote(run, envelope);
      case OMISSION -> OmissionRule.apply(run, envelope);
      case REVEALS -> RevealRule.apply(run, envelope);
      case NETWORK_NOTICE -> NetworkRule.apply(run, envelope);
      case READING_CONFLICT -> OracleRule.apply(run, envelope);
      default -> Judgement.refuse(OutcomeCode.MALFORMED, envelope.type() + " is no transaction");
    };
  }
}
