package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.RandomHistory;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.proof.IntervalStatus;
import java.util.EnumSet;
import java.util.Optional;
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

  private static LedgerFixture market(long seed) {
    var draft = new GenesisDraft();
    draft.reserveMicros = seed % 3 * 1_000_000_000L;
    draft.role("operator", Role.GRID_OPERATOR, 0);
    draft.governance = new Governance(Optional.empty(), seed * 40_000, 4_000_000);
    draft.fees = new ContractFees(seed % 4, seed * 5_000);
    if (seed % 5 == 0) {
      draft.participant("load-2", 2, -200_000_000, 0, 100_000_000);
    }
    if (seed % 3 != 0) {
      draft.aggregator("agg-3-2", 3, seed * 1_000).aggregator("agg-3", 3, 2_500);
      draft.omissions(1_000, seed * 70);
    }
    return new LedgerFixture(draft.build(), Signing.TAGGED);
  }

  @Test
  void nothing_is_created_or_lost_and_every_replay_agrees() {
    Set<OutcomeCode> seen = EnumSet.noneOf(OutcomeCode.class);
    int settled = 0;
    int voided = 0;
    LedgerFixture[] markets = new LedgerFixture[15];
    for (int seed = 0; seed < HISTORIES; seed++) {
      int kind = seed % markets.length;
      markets[kind] = markets[kind] == null ? market(kind) : markets[kind];
      var run = new LedgerRun(markets[kind]);
      seen.addAll(new RandomHistory(run, seed).play(30));
      for (long interval = 0; interval < RandomHistory.INTERVALS; interval++) {
        var record = run.state().interval(interval);
        settled +=
            record.filter(r -> r.status() == IntervalStatus.SETTLED && !r.voided()).isPresent()
                ? 1
                : 0;
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
    assertThat(settled).isGreaterThan(HISTORIES / 8);
    assertThat(voided).isGreaterThan(HISTORIES / 4);
  }

  private static void assertReplayAgrees(LedgerRun run, long seed) {
    var replay = new LedgerRun(run.fixture);
    for (LedgerRun.Step step : run.steps) {
      var executed = replay.block(step.blockMillis(), step.transactions().toArray(byte[][]::new));
      assertThat(executed.stateRoot()).as("seed %d", seed).isEqualTo(step.stateRoot());
    }
  }

  /** No collateral stays locked for ever. */
  private static void assertAllSettlesInTheEnd(LedgerRun run) {
    run.block(run.schedule().readingDeadlineMillis(RandomHistory.INTERVALS) + 1);
    assertThat(run.state().unsettled()).isEmpty();
    for (var identity : run.fixture.genesis().identities().values()) {
      var account = run.state().account(identity.id());
      assertThat(account.lockedMicros())
          .isEqualTo(identity.role() == Role.AGGREGATOR ? account.balanceMicros() : 0);
    }
    assertThat(run.account("ledger.balancing").lockedMicros()).isZero();
  }
}
