package io.wattmesh.ledger.explore;

import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.governance.MarketRules;
import io.wattmesh.ledger.governance.RulesReader;
import io.wattmesh.ledger.settlement.OpenAwards;
import io.wattmesh.ledger.settlement.OpenAwards.OpenAward;
import io.wattmesh.ledger.state.Commitment;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A forward commitment as it stands: an award of a cleared interval that is not settled.
 *
 * @param participant whose bid was awarded and who answers for the delivery
 * @param owner who is paid the award at settlement
 * @param approved who may transfer it beside its owner
 * @param energyJoules injection positive
 * @param paymentMicros what settlement pays its owner
 * @param lockedMicros the guarantee that is locked while another owns it
 */
public record CommitmentView(
    long interval,
    ParticipantId participant,
    int bus,
    ParticipantId owner,
    Optional<ParticipantId> approved,
    long energyJoules,
    long paymentMicros,
    long lockedMicros) {
  public CommitmentView {
    Objects.requireNonNull(participant);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(approved);
  }

  /** All of an interval in a state, by participant; none unless it is cleared and not settled. */
  public static List<CommitmentView> of(LedgerState state, Genesis genesis, long interval) {
    var views = new ArrayList<CommitmentView>();
    MarketRules rules = new RulesReader(genesis).read(state);
    for (Identity identity : genesis.withRole(Role.PARTICIPANT)) {
      if (OpenAwards.work(state, rules, interval, identity.bus()).isPresent()) {
        OpenAwards.find(state, rules, interval, identity.id(), identity.bus())
            .ifPresent(award -> views.add(of(state, interval, identity, award)));
      }
    }
    return views;
  }

  private static CommitmentView of(
      LedgerState state, long interval, Identity identity, OpenAward award) {
    Optional<Commitment> kept =
        state
            .layer()
            .get(Commitment.stateKey(Commitment.key(interval, identity.id())))
            .map(Commitment::ofBytes);
    return new CommitmentView(
        interval,
        identity.id(),
        identity.bus(),
        kept.map(Commitment::owner).orElse(identity.id()),
        kept.flatMap(Commitment::approved),
        award.energyJoules(),
        award.paymentMicros(),
        kept.map(Commitment::guaranteeMicros).orElse(0L));
  }
}
