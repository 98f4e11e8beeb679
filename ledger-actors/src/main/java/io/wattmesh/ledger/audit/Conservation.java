package io.wattmesh.ledger.audit;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.Supply;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.List;
import java.util.Optional;

/** Nothing is created or lost: sums over all accounts against what was issued and verified. */
public record Conservation(
    long balancesMicros, long creditsJoules, Supply supply, Optional<String> originRefusal) {
  public static Conservation of(Genesis genesis, LedgerState state) {
    long balances = 0;
    long credits = 0;
    for (ParticipantId id : LedgerState.SYSTEM_ACCOUNTS) {
      balances = Math.addExact(balances, state.account(id).balanceMicros());
    }
    for (Identity identity : genesis.accountHolders()) {
      Account account = state.account(identity.id());
      balances = Math.addExact(balances, account.balanceMicros());
      credits = Math.addExact(credits, account.creditsJoules());
    }
    for (ParticipantId id : RulesReader.newParticipants(genesis, state)) {
      Account account = state.account(id);
      balances = Math.addExact(balances, account.balanceMicros());
      credits = Math.addExact(credits, account.creditsJoules());
    }
    for (Identity aggregator : genesis.withRole(Role.AGGREGATOR)) {
      balances = Math.addExact(balances, state.account(aggregator.id()).balanceMicros());
    }
    return new Conservation(balances, credits, state.supply(), OriginSums.refusal(genesis, state));
  }

  /** What is not conserved, if anything. */
  public Optional<String> refusal() {
    if (balancesMicros != supply.issuedMicros()) {
      return Optional.of(
          "balances add up to %d micro-tokens, issued are %d"
              .formatted(balancesMicros, supply.issuedMicros()));
    }
    if (creditsJoules != supply.creditsJoules()
        || supply.creditsJoules()
            != Math.subtractExact(supply.verifiedJoules(), supply.burnedJoules())) {
      return Optional.of(
          "accounts hold %d J of credits, there are %d, verified %d, burned %d"
              .formatted(
                  creditsJoules,
                  supply.creditsJoules(),
                  supply.verifiedJoules(),
                  supply.burnedJoules()));
    }
    return originRefusal;
  }

  /** The energy awarded for injection and withdrawal in an interval, which must add up to zero. */
  public static long awardedSumJoules(List<SettlementStatement> statements) {
    return statements.stream()
        .mapToLong(SettlementStatement::awardedJoules)
        .reduce(0, Math::addExact);
  }
}
