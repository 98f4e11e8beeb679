package io.wattmesh.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.grid.certificate.ClearingCertificate;
import io.wattmesh.ledger.audit.Conservation;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.market.LedgerMachine;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.state.StateLayer;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import io.wattmesh.proto.proof.SettlementStatement;
import java.util.ArrayList;
import java.util.List;

/** A chain of committed blocks by one machine; after each, tokens and credits must be conserved. */
public final class LedgerRun {
  /** A block as it was executed, for replays. */
  public record Step(
      long blockMillis, List<byte[]> transactions, Hash stateRoot, Hash outcomesRoot) {}

  public final LedgerFixture fixture;
  public final LedgerMachine machine;
  public final List<Step> steps = new ArrayList<>();
  private StateLayer layer;

  public LedgerRun(LedgerFixture fixture) {
    this.fixture = fixture;
    this.machine = new LedgerMachine(fixture.genesis(), fixture.signing().check());
    this.layer = LedgerMachine.genesisState(fixture.genesis());
  }

  public Executed block(long blockMillis, byte[]... transactions) {
    Executed executed = machine.execute(layer, blockMillis, List.of(transactions));
    executed.layer().commit();
    layer = executed.layer();
    steps.add(
        new Step(
            blockMillis, List.of(transactions), executed.stateRoot(), executed.outcomesRoot()));
    assertThat(Conservation.of(fixture.genesis(), state()).refusal()).isEmpty();
    return executed;
  }

  /** The outcome of a block with this transaction alone. */
  public OutcomeCode outcome(long blockMillis, byte[] transaction) {
    return block(blockMillis, transaction).outcomes().getFirst().code();
  }

  /** The seed's books, all in: the interval is booked. */
  public void bookSeed(long interval) {
    block(schedule().gateClosureMillis(interval), fixture.books(interval));
    assertThat(status(interval)).isEqualTo(IntervalStatus.BOOKED);
  }

  /** Books and clears an interval of the seed's market without limits that bind. */
  public void clearSeed(long interval) {
    bookSeed(interval);
    byte[] clearing = fixture.clearing(solved(interval));
    assertThat(outcome(schedule().gateClosureMillis(interval) + 1, clearing))
        .isEqualTo(OutcomeCode.ACCEPTED);
  }

  /** The clearing of a booked interval, solved from its standing bids. */
  public ClearingCertificate solved(long interval) {
    return SolvedClearing.of(fixture.genesis(), state(), interval);
  }

  public LedgerState state() {
    return new LedgerState(layer);
  }

  public Hash root() {
    return layer.root();
  }

  public MarketSchedule schedule() {
    return fixture.genesis().parameters().schedule();
  }

  public IntervalStatus status(long interval) {
    return state().interval(interval).orElseThrow().status();
  }

  public Hash booksRoot(long interval) {
    return state().interval(interval).orElseThrow().booksRoot();
  }

  public Account account(String id) {
    return state().account(new ParticipantId(id));
  }

  public static SettlementStatement statement(Executed executed, String participant) {
    return executed.events().stream()
        .filter(LedgerEvent.IntervalSettled.class::isInstance)
        .map(LedgerEvent.IntervalSettled.class::cast)
        .flatMap(settled -> settled.statements().stream())
        .filter(statement -> statement.participant().value().equals(participant))
        .findFirst()
        .orElseThrow();
  }
}
