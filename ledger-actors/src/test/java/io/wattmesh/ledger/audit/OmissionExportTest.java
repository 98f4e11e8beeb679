package io.wattmesh.ledger.audit;

import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.market.LedgerEvent;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Bonds;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.ReceiptVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain with two aggregators at a bus and claims against both can be audited alone. */
class OmissionExportTest {
  private static final LedgerFixture FIXTURE =
      LedgerFixture.of(
          new GenesisDraft()
              .aggregator("agg-3", 3, 1_500)
              .aggregator("agg-3-2", 3, 0)
              .omissions(1_000, 300));

  private static final ParticipantId AGG_3 = new ParticipantId("agg-3");

  @TempDir private Path run;
  @TempDir private static Path scratch;

  private static byte[] claim(String aggregator, SignedEnvelope bid, byte[] book) {
    return FIXTURE.omission("gen-1", aggregator, bid, Optional.of(book));
  }

  private static byte[] topUp(long nonce, String aggregator, long amount) {
    byte[] arguments = new Bonds.TopUp(new ParticipantId(aggregator), amount).toBytes();
    return FIXTURE.call("gen-1", new Call(nonce, Bonds.CONTRACT, Bonds.TOP_UP, arguments));
  }

  @Test
  void omissions_and_the_union_of_two_books_are_replayed_by_both_verifiers()
      throws IOException, InterruptedException {
    byte[] first = FIXTURE.books(0)[2];
    SignedEnvelope later = FIXTURE.bid("load-3", 0, 2, LOAD_3);
    byte[] second = FIXTURE.book("agg-3-2", 0, 3, later);
    SignedEnvelope absent = FIXTURE.bid("gen-3", 0, 4, GEN_3);
    SettledChain.exportOfBatches(
        FIXTURE,
        run.resolve("ledger"),
        List.of(second),
        List.of(
            claim("agg-3", later, first),
            claim("agg-3-2", later, second),
            claim("agg-3-2", absent, second),
            claim("agg-3", absent, second),
            claim("agg-1", later, first)),
        List.of(
            FIXTURE.omission("load-3", "agg-3", later, Optional.of(first)),
            topUp(1, "agg-3", 1_000),
            topUp(2, "agg-3-2", 5),
            topUp(3, "load-3", 5),
            topUp(4, "agg-3", Long.MAX_VALUE)));
    var outcomes = new ArrayList<OutcomeCode>();
    var proven = new ArrayList<LedgerEvent>();
    var receipts = new ReceiptBuilder(FIXTURE.genesis(), 0);
    LedgerExport export = LedgerExport.open(run.resolve("ledger"));
    AuditReport report =
        LedgerAudit.check(
            export,
            replayed -> {
              receipts.follow(replayed);
              replayed.executed().events().stream()
                  .filter(LedgerEvent.OmissionProven.class::isInstance)
                  .forEach(proven::add);
              replayed.executed().outcomes().stream().map(Outcome::code).forEach(outcomes::add);
            });
    receipts.finish(export.proof(), export.epochs());
    assertThat(outcomes)
        .contains(OutcomeCode.NOT_OMITTED, OutcomeCode.NO_PROMISE, OutcomeCode.DUPLICATE)
        .contains(OutcomeCode.UNKNOWN_RECIPIENT, OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(proven)
        .containsExactly(
            new LedgerEvent.OmissionProven(0, AGG_3, new ParticipantId("load-3"), 1_000, 300),
            new LedgerEvent.OmissionProven(
                0, new ParticipantId("agg-3-2"), new ParticipantId("gen-3"), 0, 0));
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());

    var receipt = receipts.receipt(new ParticipantId("load-3")).orElseThrow();
    assertThat(receipt.bid()).isEqualTo(later);
    assertThat(ReceiptVerifier.refusal(receipt)).isEmpty();
    Path folder = Files.createDirectories(run.resolve("receipts"));
    Files.write(folder.resolve("load-3-0.receipt"), receipt.toBytes());
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output())
        .contains("state " + report.stateRoot().hex())
        .contains("receipt of load-3, interval 0");
  }
}
