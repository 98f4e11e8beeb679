package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.Commitment;
import io.wattmesh.ledger.state.CreditState;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.merkle.MerkleTree;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settles one interval. In order:
 *
 * <ol>
 *   <li>collateral is released and every award is paid: energy x price / 3.6e9, rounded down, to
 *       whom it belongs if it was transferred;
 *   <li>of what consumers paid beyond what producers received, the exact congestion rent (rounded
 *       down) goes to the tariff account and the rest, which rounding left, to the rounding
 *       account; a rent below zero, which prices within their tolerance can cause, is borne by the
 *       balancing account, which set it aside when the clearing was accepted;
 *   <li>contracts for difference are paid from what their parties locked;
 *   <li>deviations are paid between participants and the balancing account, by the {@link
 *       Deviations order of loss};
 *   <li>credits, and certificates of origin, are minted for {@link VerifiedCredits verified
 *       injection};
 *   <li>congestion rent is {@link RentPool refunded}, where genesis says so;
 *   <li>who has no reading yet is kept, where one may come late.
 * </ol>
 */
public final class SettlementRule {
  private final LedgerState state;
  private final MarketRules rules;
  private final long interval;
  private final boolean anyKept;
  private final List<Position> positions = new ArrayList<>();
  private final List<SettlementNote> notes = new ArrayList<>();

  private SettlementRule(LedgerState state, MarketRules rules, long interval) {
    this.state = state;
    this.rules = rules;
    this.interval = interval;
    this.anyKept = state.layer().get(Commitment.stateKey(Commitment.markKey(interval))).isPresent();
  }

  /**
   * @param buses the buses that have books
   */
  public static Settlement settle(
      LedgerState state, MarketRules rules, List<Integer> buses, long interval) {
    var rule = new SettlementRule(state, rules, interval);
    var collect = new Positions(state, rules, interval);
    buses.forEach(bus -> rule.positions.addAll(collect.at(bus)));
    rule.positions.sort(Comparator.comparing(Position::participant));
    return rule.settle(buses);
  }

  private Settlement settle(List<Integer> buses) {
    CreditRules credit = rules.parameters(interval).credit();
    long rentMicros = payAwards();
    notes.addAll(DifferenceSettlement.settle(state, rules, interval));
    Deviations deviations = settleDeviations();
    VerifiedCredits credits = VerifiedCredits.of(state, rules, interval, positions);
    notes.addAll(credits.notes());
    mintCredits(credits);
    new RentPool(state, credit.refund()).settle(rentMicros, positions, buses).ifPresent(notes::add);
    new MissingAtSettlement(state, rules, interval).keep(buses, positions, deviations, credits);
    List<SettlementStatement> statements =
        positions.stream().map(position -> statement(position, deviations, credits)).toList();
    Hash root = MerkleTree.root(statements.stream().map(SettlementStatement::toBytes).toList());
    state.putInterval(state.interval(interval).orElseThrow().settled(root, rentMicros));
    state.closeInterval(interval, buses);
    rules
        .feeders(interval)
        .keySet()
        .forEach(bus -> new CreditState(state).removeFeederReading(interval, bus));
    return new Settlement(rentMicros, statements, notes);
  }

  private long payAwards() {
    long collectedMicros = 0;
    BigInteger exactRent = BigInteger.ZERO;
    for (Position position : positions) {
      long payment = position.paymentMicros();
      collectedMicros = Math.subtractExact(collectedMicros, payment);
      exactRent =
          exactRent.subtract(
              CongestionRent.value(position.awardedJoules(), position.priceMicrosPerMwh()));
      payAward(position, payment);
    }
    if (anyKept) {
      state.layer().remove(Commitment.stateKey(Commitment.markKey(interval)));
    }
    long rentMicros = CongestionRent.floorToMicros(exactRent);
    receiveRent(rentMicros);
    change(LedgerState.ROUNDING, Math.subtractExact(collectedMicros, rentMicros));
    return rentMicros;
  }

  private void payAward(Position position, long payment) {
    Optional<Commitment> kept = takeCommitment(position.participant());
    Account account = state.account(position.participant()).unlock(position.collateralMicros());
    if (kept.isEmpty()) {
      state.putAccount(position.participant(), account.plus(payment));
    } else {
      state.putAccount(position.participant(), account.unlock(kept.get().guaranteeMicros()));
      change(kept.get().owner(), payment);
    }
  }

  /** Whose the award is, if that was ever written down; it is not any more. */
  private Optional<Commitment> takeCommitment(ParticipantId participant) {
    if (!anyKept) {
      return Optional.empty();
    }
    StateKey key = Commitment.stateKey(Commitment.key(interval, participant));
    Optional<Commitment> kept = state.layer().get(key).map(Commitment::ofBytes);
    kept.ifPresent(
        commitment -> {
          state.layer().remove(key);
          state
              .layer()
              .remove(Commitment.stateKey(Commitment.heldKey(interval, commitment.owner())));
        });
    return kept;
  }

  private void receiveRent(long rentMicros) {
    if (rentMicros >= 0) {
      change(LedgerState.TARIFF, rentMicros);
      return;
    }
    Account balancing = state.account(LedgerState.BALANCING);
    state.putAccount(
        LedgerState.BALANCING, balancing.unlock(Math.negateExact(rentMicros)).plus(rentMicros));
  }

  private Deviations settleDeviations() {
    long factor = rules.parameters(interval).deviationPartsPerMillion();
    var owed = new TreeMap<ParticipantId, Long>();
    positions.forEach(
        position -> owed.put(position.participant(), position.deviationMicros(factor)));
    var deviations = new Deviations(state, rules.parameters(interval).credit().lossOrder());
    SettlementNote.Losses losses = deviations.settle(owed);
    if (losses.dueMicros() > 0 || losses.owedMicros() > 0) {
      notes.add(losses);
    }
    return deviations;
  }

  private void mintCredits(VerifiedCredits verified) {
    long mintedJoules = 0;
    for (Position position : positions) {
      long credits = verified.joules(position.participant());
      if (credits > 0) {
        CreditMint.give(
            state, rules.parameters(interval).credit(), position.participant(), credits);
        mintedJoules = Math.addExact(mintedJoules, credits);
      }
    }
    state.putSupply(state.supply().mint(mintedJoules));
  }

  private void change(ParticipantId id, long micros) {
    state.putAccount(id, state.account(id).plus(micros));
  }

  private SettlementStatement statement(
      Position position, Deviations deviations, VerifiedCredits credits) {
    return new SettlementStatement(
        position.participant(),
        rules.identity(position.participant(), interval).orElseThrow().key(),
        interval,
        position.bus(),
        position.bidDigest(),
        position.priceMicrosPerMwh(),
        position.awardedJoules(),
        position.deliveredJoules(),
        position.paymentMicros(),
        deviations.paidMicros(position.participant()),
        credits.joules(position.participant()));
  }
}
