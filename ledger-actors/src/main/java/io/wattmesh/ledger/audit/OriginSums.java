package io.wattmesh.ledger.audit;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.OriginCertificates;
import io.wattmesh.ledger.state.OriginCertificates.OriginSupply;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Optional;
import java.util.TreeSet;

/** Certificates of origin, attribute by attribute: minted less retired is what is held. */
final class OriginSums {
  private OriginSums() {}

  /** What is not conserved, if anything. */
  static Optional<String> refusal(Genesis genesis, LedgerState state) {
    for (String attribute : new TreeSet<>(genesis.parameters().credit().origins().values())) {
      long held = 0;
      for (Identity participant : genesis.withRole(Role.PARTICIPANT)) {
        held = Math.addExact(held, OriginCertificates.balance(state, attribute, participant.id()));
      }
      for (ParticipantId newcomer : RulesReader.newParticipants(genesis, state)) {
        held = Math.addExact(held, OriginCertificates.balance(state, attribute, newcomer));
      }
      OriginSupply supply = OriginCertificates.supply(state, attribute);
      if (held != supply.heldJoules()) {
        return Optional.of(
            "%d J of certificates of %s are held, minted %d, retired %d"
                .formatted(held, attribute, supply.mintedJoules(), supply.retiredJoules()));
      }
    }
    return Optional.empty();
  }
}
