package io.wattmesh.ledger.audit;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.LedgerFixture.GEN_1;
import static io.wattmesh.ledger.LedgerFixture.GEN_3;
import static io.wattmesh.ledger.LedgerFixture.LOAD_2;
import static io.wattmesh.ledger.LedgerFixture.LOAD_3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.SolvedClearing;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.explore.AccountHistory;
import io.wattmesh.ledger.explore.LedgerReplay;
import io.wattmesh.ledger.explore.Movement;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.Opening;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.ReceiptVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain whose bids are sealed, one of them never revealed, can be audited alone. */
class SealedExportTest {
  private static final LedgerFixture FIXTURE =
      LedgerFixture.of(new GenesisDraft().sealedBids(10 * DOLLAR).omissions(0, 0));

  private static final Opening GEN_1_BID = opening("gen-1", GEN_1);
  private static final Opening LOAD_2_BID = opening("load-2", LOAD_2);
  private static final Opening GEN_3_BID = opening("gen-3", GEN_3);
  private static final Opening LOAD_3_BID = opening("load-3", LOAD_3);

  @TempDir private static Path run;
  @TempDir private static Path scratch;

  private static Opening opening(String who, BidCurve curve) {
    return Opening.of(FIXTURE.bid(who, 0, 1, curve), Signing.key(who));
  }

  @BeforeAll
  static void export() throws IOException {
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    ValidatorNet net = ValidatorNet.batching(FIXTURE, stores);
    MarketSchedule schedule = FIXTURE.genesis().parameters().schedule();
    net.submit(
        FIXTURE.book(0, 1, FIXTURE.seal(GEN_1_BID)),
        FIXTURE.book(0, 2, FIXTURE.seal(LOAD_2_BID)),
        FIXTURE.book(0, 3, FIXTURE.seal(GEN_3_BID), FIXTURE.seal(LOAD_3_BID)));
    net.submit(FIXTURE.reveals("agg-2", 0, 1, GEN_1_BID));
    net.submit(FIXTURE.reveals("agg-1", 0, 1, GEN_1_BID));
    net.submit(FIXTURE.reveals("load-2", 0, 2, LOAD_2_BID));
    Opening wrong = new Opening(GEN_3_BID.salt(), LOAD_3_BID.bid());
    net.submit(FIXTURE.reveals("agg-3", 0, 3, GEN_3_BID, wrong));
    net.submit(FIXTURE.reveals("agg-3", 0, 3, GEN_3_BID));
    net.setClock(schedule.bookDeadlineMillis(0) + 1);
    net.submit(FIXTURE.reveals("agg-3", 0, 3, LOAD_3_BID));
    net.submit(
        FIXTURE.clearing(
            SolvedClearing.of(
                FIXTURE.genesis(), new LedgerState(net.host(0).application.committedLayer()), 0)));
    net.setClock(schedule.deliveryMillis(1));
    net.submit(FIXTURE.readings(0, 1, FIXTURE.reading("gen-1", 0, 500_000_000_000L)));
    net.submit(FIXTURE.readings(0, 2, FIXTURE.reading("load-2", 0, -490_000_000_000L)));
    net.submit(
        FIXTURE.readings(
            0, 3, FIXTURE.reading("gen-3", 0, 1_000), FIXTURE.reading("load-3", 0, -7)));
    LedgerExport.write(stores.get(2), FIXTURE.genesis(), run.resolve("ledger"));
  }

  @Test
  void sealed_bids_their_reveals_and_a_forfeit_are_replayed_by_both_verifiers()
      throws IOException, InterruptedException {
    var outcomes = new ArrayList<OutcomeCode>();
    var receipts = new ReceiptBuilder(FIXTURE.genesis(), 0);
    LedgerExport export = LedgerExport.open(run.resolve("ledger"));
    AuditReport report =
        LedgerAudit.check(
            export,
            replayed -> {
              receipts.follow(replayed);
              replayed.executed().outcomes().stream().map(Outcome::code).forEach(outcomes::add);
            });
    receipts.finish(export.proof(), export.epochs());
    assertThat(outcomes)
        .contains(
            OutcomeCode.WRONG_BUS, OutcomeCode.NO_SEALED_BID, OutcomeCode.WRONG_INTERVAL_STATUS);
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());
    assertThat(receipts.receipt(new ParticipantId("load-3"))).as("it did not stand").isEmpty();

    Path folder = Files.createDirectories(run.resolve("receipts"));
    for (String who : List.of("gen-1", "load-2", "gen-3")) {
      Receipt receipt = receipts.receipt(new ParticipantId(who)).orElseThrow();
      assertThat(receipt.bid().type()).isEqualTo(MessageType.SEALED_BID);
      assertThat(receipt.openBid().type()).isEqualTo(MessageType.BID);
      assertThat(ReceiptVerifier.refusal(receipt)).isEmpty();
      assertThat(Receipt.ofBytes(receipt.toBytes())).isEqualTo(receipt);
      Files.write(folder.resolve(who + "-0.receipt"), receipt.toBytes());
    }
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output())
        .contains("state " + report.stateRoot().hex())
        .contains("receipt of load-2, interval 0");
  }

  @Test
  void every_flipped_byte_of_a_receipt_with_an_opening_is_found() throws IOException {
    var receipts = new ReceiptBuilder(FIXTURE.genesis(), 0);
    LedgerExport export = LedgerExport.open(run.resolve("ledger"));
    LedgerAudit.check(export, receipts::follow);
    receipts.finish(export.proof(), export.epochs());
    byte[] good = receipts.receipt(new ParticipantId("gen-3")).orElseThrow().toBytes();
    byte[] opening = GEN_3_BID.toBytes();
    int at = indexOf(good, opening);
    for (int k = 0; k < opening.length; k++) {
      byte[] bad = good.clone();
      bad[at + k] ^= 1;
      assertThat(isRefused(bad)).as("byte %d of the opening", k).isTrue();
    }
  }

  /** The links alone find it, whatever the hash at the end says. */
  private static boolean isRefused(byte[] bytes) {
    try {
      return ReceiptVerifier.refusal(Receipt.ofBytes(bytes)).isPresent();
    } catch (MalformedBytesException e) {
      return true;
    }
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int k = 0; k + part.length <= all.length; k++) {
      if (Arrays.equals(all, k, k + part.length, part, 0, part.length)) {
        return k;
      }
    }
    throw new AssertionError("the opening is not in the receipt");
  }

  @Test
  void a_forfeit_has_its_cause_in_the_statements_of_who_lost_it_and_who_got_it()
      throws IOException {
    assertThat(forfeits("load-3")).containsExactly(-900 * DOLLAR);
    assertThat(forfeits("ledger.tariff")).containsExactly(900 * DOLLAR);
    assertThat(forfeits("gen-3")).isEmpty();
  }

  private static List<Long> forfeits(String account) throws IOException {
    var history = new AccountHistory(FIXTURE.genesis(), new ParticipantId(account), 0);
    LedgerReplay.run(
        LedgerExport.open(run.resolve("ledger")),
        FIXTURE.genesis(),
        LedgerReplay.EVERYTHING,
        history.watch(),
        history::follow);
    return history.statement().movements().stream()
        .filter(movement -> movement.cause().equals(Movement.FORFEIT))
        .map(Movement::balanceMicros)
        .toList();
  }
}
