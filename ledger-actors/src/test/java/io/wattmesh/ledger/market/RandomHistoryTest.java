package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.HistoryMarket;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.RandomCalls;
import io.wattmesh.ledger.RandomHistory;
import io.wattmesh.ledger.audit.Conservation;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.settlement.SettlementNote;
import io.wattmesh.ledger.state.LockedDifference;
import io.wattmesh.ledger.state.LossDeposit;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CancelContracts;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Histories of valid and hostile transactions mixed, at random block times: tokens and credits are
 * conserved after every block, and the same blocks lead to the same state roots.
 */
@Tag("seed-18")
@Tag("seed-23")
@Tag("seed-44")
class RandomHistoryTest {
  private static final int HISTORIES = 2_000;

  private final Set<Class<?>> notes = new HashSet<>();
  private final Set<Class<?>> events = new HashSet<>();

  @Test
  void nothing_is_created_or_lost_and_every_replay_agrees() {
    Set<OutcomeCode> seen = EnumSet.noneOf(OutcomeCode.class);
    int settled = 0;
    int voided = 0;
    int sealedAndSettled = 0;
    LedgerFixture[] markets = new LedgerFixture[HistoryMarket.KINDS];
    for (int seed = 0; seed < HISTORIES; seed++) {
      int kind = seed % markets.length;
      markets[kind] = markets[kind] == null ? HistoryMarket.of(kind) : markets[kind];
      var run = new LedgerRun(markets[kind]);
      seen.addAll(new RandomHistory(run, seed).play(30));
      for (long interval = 0; interval < RandomHistory.INTERVALS; interval++) {
        var record = run.state().interval(interval);
        boolean isSettled =
            record.filter(r -> r.status() == IntervalStatus.SETTLED && !r.voided()).isPresent();
        settled += isSettled ? 1 : 0;
        boolean isSealed = markets[kind].genesis().parameters().sealing().isOn();
        boolean stood = record.filter(r -> r.standingBids() > 1).isPresent();
        sealedAndSettled += isSettled && isSealed && stood ? 1 : 0;
        voided += record.filter(r -> r.voided()).isPresent() ? 1 : 0;
      }
      assertReplayAgrees(run, seed);
      assertAllSettlesInTheEnd(run);
    }
    assertThat(seen)
        .isEqualTo(
            EnumSet.allOf(OutcomeCode.class).stream()
                .filter(code -> !RandomHistory.NOT_TOLD.contains(code))
                .collect(java.util.stream.Collectors.toSet()));
    assertThat(notes)
        .containsExactlyInAnyOrder(
            SettlementNote.Losses.class,
            SettlementNote.Corrected.class,
            SettlementNote.Refunded.class,
            SettlementNote.FeederExceeded.class,
            SettlementNote.DifferencePaid.class);
    assertThat(events).contains(LedgerEvent.class.getPermittedSubclasses());
    assertThat(sealedAndSettled).isGreaterThan(HISTORIES / 100);
    assertThat(settled).isGreaterThan(HISTORIES / 8);
    assertThat(voided).isGreaterThan(HISTORIES / 4);
  }

  private void assertReplayAgrees(LedgerRun run, long seed) {
    var replay = new LedgerRun(run.fixture);
    for (LedgerRun.Step step : run.steps) {
      if (seed % 20 == 0) {
        assertConservedAfterEachTransaction(replay, step);
      }
      var executed = replay.block(step.blockMillis(), step.transactions().toArray(byte[][]::new));
      assertThat(executed.stateRoot()).as("seed %d", seed).isEqualTo(step.stateRoot());
      for (LedgerEvent event : executed.events()) {
        events.add(event.getClass());
        if (event instanceof LedgerEvent.SettlementNoted noted) {
          notes.add(noted.note().getClass());
        }
      }
    }
  }

  private static void assertConservedAfterEachTransaction(LedgerRun run, LedgerRun.Step step) {
    for (int count = 1; count < step.transactions().size(); count++) {
      var executed =
          run.machine.execute(
              run.state().layer(), step.blockMillis(), step.transactions().subList(0, count));
      assertThat(Conservation.of(run.fixture.genesis(), executed.state()).refusal()).isEmpty();
    }
  }

  /** No collateral stays locked for ever; what was set aside stays its owner's to free. */
  private static void assertAllSettlesInTheEnd(LedgerRun run) {
    long end = run.schedule().readingDeadlineMillis(RandomHistory.INTERVALS) + 1;
    run.block(end);
    cancelContracts(run, end);
    assertThat(run.state().unsettled()).isEmpty();
    for (var identity : run.fixture.genesis().identities().values()) {
      var account = run.state().account(identity.id());
      assertThat(account.lockedMicros())
          .isEqualTo(
              identity.role() == Role.AGGREGATOR
                  ? account.balanceMicros()
                  : LossDeposit.micros(run.state(), identity.id()));
    }
    assertThat(run.account("ledger.balancing").lockedMicros()).isZero();
  }

  private static void cancelContracts(LedgerRun run, long end) {
    long nonce = 2_000_000;
    for (long interval = 0; interval <= RandomHistory.INTERVALS; interval++) {
      StateKey count = LockedDifference.stateKey(LockedDifference.countKey(interval));
      while (run.state().layer().get(count).isPresent()) {
        nonce++;
        byte[] arguments = new CancelContracts(interval).toBytes();
        var cancel =
            new Call(nonce, DifferenceContract.CONTRACT, DifferenceContract.CANCEL, arguments);
        assertThat(RandomCalls.PARTICIPANTS)
            .as("somebody can pay for the gas")
            .anyMatch(
                who ->
                    run.outcome(end + cancel.nonce(), run.fixture.call(who, cancel))
                        == OutcomeCode.ACCEPTED);
      }
    }
  }
}
