package io.wattmesh.ledger.settlement;

import io.wattmesh.ledger.genesis.CreditRules;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.OriginCertificates;
import io.wattmesh.proto.model.ParticipantId;

/** Mints what verified injection earns: credits, and certificates of the injector's attribute. */
final class CreditMint {
  private CreditMint() {}

  static void mint(LedgerState state, CreditRules rules, ParticipantId id, long joules) {
    if (joules > 0) {
      give(state, rules, id, joules);
      state.putSupply(state.supply().mint(joules));
    }
  }

  /** Gives them to an account; the supply of credits is for the caller to count. */
  static void give(LedgerState state, CreditRules rules, ParticipantId id, long joules) {
    state.putAccount(id, state.account(id).plusCredits(joules));
    String attribute = rules.origins().get(id);
    if (attribute != null) {
      OriginCertificates.mint(state, attribute, id, joules);
    }
  }
}
