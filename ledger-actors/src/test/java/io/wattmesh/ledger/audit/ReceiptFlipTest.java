package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.Receipt;
import io.wattmesh.proto.proof.ReceiptVerifier;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts of a chain that was really made: whole ones prove, damaged ones do not. */
@Tag("seed-20")
@Tag("seed-21")
class ReceiptFlipTest {
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();

  @TempDir private Path folder;

  private ReceiptBuilder builder(boolean cleared) throws IOException {
    SettledChain.export(FIXTURE, folder, cleared);
    LedgerExport export = LedgerExport.open(folder);
    var builder = new ReceiptBuilder(FIXTURE.genesis(), 0);
    LedgerAudit.check(export, builder::follow);
    builder.finish(export.proof(), export.epochs());
    return builder;
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      Receipt receipt = Receipt.ofBytes(bytes);
      return !Receipt.isUndamaged(bytes) || ReceiptVerifier.refusal(receipt).isPresent();
    } catch (MalformedBytesException e) {
      return true;
    }
  }

  @Test
  void each_participant_has_a_receipt_that_holds_by_itself() throws IOException {
    ReceiptBuilder builder = builder(true);
    for (String id : new String[] {"gen-1", "load-2", "gen-3", "load-3"}) {
      byte[] bytes = builder.receipt(new ParticipantId(id)).orElseThrow().toBytes();
      Receipt receipt = Receipt.ofBytes(bytes);
      assertThat(isRefused(bytes)).as(id).isFalse();
      assertThat(ReceiptVerifier.refusal(receipt)).as(id).isEmpty();
      assertThat(receipt.statement().participant().value()).isEqualTo(id);
      assertThat(receipt.chain().chainId()).isEqualTo(FIXTURE.genesis().chainId());
    }
    assertThat(builder.receipt(new ParticipantId("nobody"))).isEmpty();
    assertThat(new ReceiptBuilder(FIXTURE.genesis(), 7).receipt(new ParticipantId("gen-1")))
        .isEmpty();
  }

  @Test
  void each_byte_of_a_receipt_that_is_flipped_is_found() throws IOException {
    byte[] good = builder(true).receipt(new ParticipantId("load-3")).orElseThrow().toBytes();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      assertThat(isRefused(bad)).as("byte %d", at).isTrue();
    }
  }

  @Test
  void a_void_interval_has_receipts_too() throws IOException {
    byte[] good = builder(false).receipt(new ParticipantId("load-2")).orElseThrow().toBytes();
    Receipt receipt = Receipt.ofBytes(good);
    assertThat(ReceiptVerifier.refusal(receipt)).isEmpty();
    assertThat(receipt.interval().voided()).isTrue();
    assertThat(receipt.statement().awardedJoules()).isZero();
    for (int at = 0; at < good.length; at += 3) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at % 8);
      assertThat(isRefused(bad)).as("byte %d", at).isTrue();
    }
  }
}
