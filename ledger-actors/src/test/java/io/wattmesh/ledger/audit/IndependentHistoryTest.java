package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.Governing;
import io.wattmesh.ledger.HistoryMarket;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.RandomHistory;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.codec.CanonicalWriter;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleParameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories under all rules of credit, block by block beside the independent verifier: it
 * comes to the same state root after each block.
 */
@Tag("seed-18")
@Tag("seed-23")
class IndependentHistoryTest {
  private static final int HISTORIES = 60;
  private static final int BLOCKS = 30;

  @TempDir private Path scratch;

  @Test
  void the_independent_verifier_comes_to_the_same_state_and_outcomes_after_each_block()
      throws IOException, InterruptedException {
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    int blocks = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      var run = new LedgerRun(HistoryMarket.of(seed % HistoryMarket.KINDS));
      new RandomHistory(run, seed).play(BLOCKS);
      long end = run.schedule().readingDeadlineMillis(RandomHistory.INTERVALS) + 1;
      run.block(end);
      run.block(end + 86_400_000);
      Files.write(scratch.resolve("%03d.history".formatted(seed)), bytes(run));
      blocks += run.steps.size();
    }
    PythonVerifier.Verdict verdict = PythonVerifier.replay(scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("%d blocks of %d".formatted(blocks, HISTORIES));
  }

  @Test
  void the_independent_verifier_knows_when_governance_seals_bids_and_opens_them_again()
      throws IOException, InterruptedException {
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    var draft = new GenesisDraft();
    draft.governance = new Governance(Optional.empty(), 0, 86_400_000);
    var run = new LedgerRun(new LedgerFixture(draft.build(), Signing.TAGGED));
    seal(run, 0, 60_000, 10 * GenesisDraft.DOLLAR);
    seal(run, 1, 0, 0);
    for (long interval = 0; interval < 4; interval++) {
      long gate = run.schedule().gateClosureMillis(interval);
      Opening shown =
          Opening.of(
              run.fixture.bid("gen-1", interval, interval + 1, LedgerFixture.GEN_1),
              Signing.key("gen-1"));
      Opening kept =
          Opening.of(
              run.fixture.bid("load-2", interval, interval + 1, LedgerFixture.LOAD_2),
              Signing.key("load-2"));
      boolean isSealed = interval == 2;
      int refused =
          run
              .block(
                  gate,
                  run.fixture.book(interval, 1, isSealed ? run.fixture.seal(shown) : shown.bid()),
                  run.fixture.book(interval, 2, isSealed ? run.fixture.seal(kept) : kept.bid()),
                  run.fixture.book(interval, 3))
              .outcomes()
              .stream()
              .mapToInt(Outcome::refusedParts)
              .sum();
      assertThat(refused).as("interval %d", interval).isZero();
      run.block(gate + 1, run.fixture.reveals("agg-1", interval, 1, shown));
      run.block(run.schedule().bookDeadlineMillis(interval) + 1);
      assertThat(run.state().interval(interval).orElseThrow().standingBids())
          .isEqualTo(isSealed ? 1 : 2);
    }
    Files.write(scratch.resolve("sealed.history"), bytes(run));
    PythonVerifier.Verdict verdict = PythonVerifier.replay(scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("%d blocks of 1".formatted(run.steps.size()));
  }

  /** In force at once, while bids for an interval come in. */
  private static void seal(LedgerRun run, long present, long window, long forfeit) {
    long millis = run.schedule().gateClosureMillis(present) - 1_000;
    new Governing(run)
        .approve(
            millis,
            new RuleChange.SetParameter(RuleParameter.REVEAL_WINDOW, window),
            new RuleChange.SetParameter(RuleParameter.SEAL_FORFEIT, forfeit));
    run.block(millis + 1);
  }

  private static byte[] bytes(LedgerRun run) {
    var out = new CanonicalWriter().bytes(run.fixture.genesis().toBytes()).i32(run.steps.size());
    for (LedgerRun.Step step : run.steps) {
      out.i64(step.blockMillis()).i32(step.transactions().size());
      step.transactions().forEach(out::bytes);
      out.hash(step.stateRoot()).hash(step.outcomesRoot());
    }
    return out.toByteArray();
  }
}
