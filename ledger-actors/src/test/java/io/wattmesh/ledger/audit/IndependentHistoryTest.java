package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.HistoryMarket;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.RandomHistory;
import io.wattmesh.proto.codec.CanonicalWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
