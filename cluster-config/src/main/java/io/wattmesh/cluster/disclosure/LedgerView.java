package io.wattmesh.cluster.disclosure;

import io.wattmesh.ledger.audit.LedgerAudit;
import io.wattmesh.ledger.audit.LedgerAudit.Replayed;
import io.wattmesh.ledger.audit.LedgerExport;
import io.wattmesh.ledger.genesis.Genesis;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.PersonalRecords;
import io.wattmesh.proto.contract.Trade;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.SettlementStatement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a replay of an export shows of the participants at some buses, and of nobody else. */
final class LedgerView {
  private final Genesis genesis;
  private final Set<Integer> buses;
  private final List<SettlementStatement> statements = new ArrayList<>();
  private final List<TradeRow> trades = new ArrayList<>();
  private Optional<LedgerState> last = Optional.empty();

  private LedgerView(Genesis genesis, Set<Integer> buses) {
    this.genesis = genesis;
    this.buses = buses;
  }

  /**
   * Verifies an export and looks at it.
   *
   * @throws io.wattmesh.ledger.audit.AuditFailedException if anything of it does not hold
   */
  static LedgerView of(LedgerExport export, Genesis genesis, Set<Integer> buses)
      throws IOException {
    var view = new LedgerView(genesis, buses);
    LedgerAudit.check(export, view::follow);
    return view;
  }

  private void follow(Replayed replayed) {
    last = Optional.of(replayed.executed().state());
    for (LedgerEvent event : replayed.executed().events()) {
      if (event instanceof LedgerEvent.IntervalSettled settled) {
        settled.statements().stream()
            .filter(statement -> isInside(statement.participant()))
            .forEach(statements::add);
      }
    }
    replayed.executed().receipts().stream()
        .flatMap(receipt -> receipt.events().stream())
        .filter(LedgerView::isSettledTrade)
        .map(event -> TradeRow.of(replayed.block().header().height(), event))
        .filter(trade -> isInside(trade.buyer()) || isInside(trade.seller()))
        .forEach(trades::add);
  }

  private static boolean isSettledTrade(ContractEvent event) {
    return event.contract().equals(Trade.CONTRACT) && event.name().equals("settled");
  }

  private boolean isInside(ParticipantId participant) {
    return Optional.ofNullable(genesis.identities().get(participant))
        .filter(identity -> identity.role() == Role.PARTICIPANT)
        .filter(identity -> buses.contains(identity.bus()))
        .isPresent();
  }

  /** The participants at these buses. */
  List<ParticipantId> participants() {
    return genesis.withRole(Role.PARTICIPANT).stream()
        .map(Identity::id)
        .filter(this::isInside)
        .toList();
  }

  List<SettlementStatement> statements(long from, long to) {
    return statements.stream()
        .filter(statement -> statement.interval() >= from && statement.interval() <= to)
        .toList();
  }

  /** Trades that a participant here has a part in. */
  List<TradeRow> trades() {
    return List.copyOf(trades);
  }

  /** The commitment that the ledger has of a participant's record at the end, if any. */
  Optional<Hash> commitment(ParticipantId participant) {
    var key =
        StateKey.contract(PersonalRecords.CONTRACT, PersonalRecords.stateKey(participant.value()));
    return last.flatMap(state -> state.layer().get(key)).map(Hash::of);
  }
}
