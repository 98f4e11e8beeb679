package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.Commitment;
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
import java.util.Map;
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
 *   <li>who owes for a deviation pays, as far as its free balance goes, to the balancing account;
 *   <li>who is owed for a deviation is paid from it; if it does not suffice, all pro rata;
 *   <li>credits are minted for verified injection.
 * </ol>
 */
public final class SettlementRule {
  private final LedgerState state;
  private final MarketRules rules;
  private final long interval;
  private final boolean anyKept;
  private final List<Position> positions = new ArrayList<>();
  private final Map<ParticipantId, Long> deviationsMicros = new TreeMap<>();

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
    long rentMicros = rule.payAwards();
    rule.settleDeviations();
    rule.mintCredits();
    List<SettlementStatement> statements =
        rule.positions.stream().map(position -> rule.statement(position, interval)).toList();
    Hash root = MerkleTree.root(statements.stream().map(SettlementStatement::toBytes).toList());
    state.putInterval(state.interval(interval).orElseThrow().settled(root, rentMicros));
    state.closeInterval(interval, buses);
    return new Settlement(rentMicros, statements);
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

  private void settleDeviations() {
    long factor = rules.parameters(interval).deviationPartsPerMillion();
    long owedMicros = 0;
    for (Position position : positions) {
      long due = position.deviationMicros(factor);
      if (due < 0) {
        long free = state.account(position.participant()).freeMicros();
        due = -Math.min(free, Math.negateExact(due));
        change(position.participant(), due);
        change(LedgerState.BALANCING, -due);
      } else {
        owedMicros = Math.addExact(owedMicros, due);
      }
      deviationsMicros.put(position.participant(), due);
    }
    payOwed(owedMicros);
  }

  private void payOwed(long owedMicros) {
    long potMicros = state.account(LedgerState.BALANCING).freeMicros();
    for (Position position : positions) {
      long due = deviationsMicros.get(position.participant());
      if (due <= 0) {
        continue;
      }
      long paid = owedMicros <= potMicros ? due : proRata(due, potMicros, owedMicros);
      deviationsMicros.put(position.participant(), paid);
      change(position.participant(), paid);
      change(LedgerState.BALANCING, -paid);
    }
  }

  private static long proRata(long due, long pot, long owed) {
    return BigInteger.valueOf(due)
        .multiply(BigInteger.valueOf(pot))
        .divide(BigInteger.valueOf(owed))
        .longValueExact();
  }

  private void mintCredits() {
    long mintedJoules = 0;
    for (Position position : positions) {
      long credits = position.creditsJoules();
      if (credits > 0) {
        Account account = state.account(position.participant());
        state.putAccount(position.participant(), account.plusCredits(credits));
        mintedJoules = Math.addExact(mintedJoules, credits);
      }
    }
    state.putSupply(state.supply().mint(mintedJoules));
  }

  private void change(ParticipantId id, long micros) {
    state.putAccount(id, state.account(id).plus(micros));
  }

  private SettlementStatement statement(Position position, long interval) {
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
        deviationsMicros.get(position.participant()),
        position.creditsJoules());
  }
}
