package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.explore.ProofMaker;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.AccountRecord;
import io.wattmesh.proto.proof.IntervalStatus;
import io.wattmesh.proto.proof.LedgerProof;
import io.wattmesh.proto.proof.ProvenFact;
import io.wattmesh.proto.proof.ProvenFact.AccountFact;
import io.wattmesh.proto.proof.ProvenFact.IntervalFact;
import io.wattmesh.proto.proof.ProvenFact.TransactionFact;
import io.wattmesh.proto.proof.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proofs of single facts of a chain that was really made: whole ones prove, damaged ones do not.
 */
@Tag("seed-20")
class LedgerProofFlipTest {
  private static final ParticipantId GEN_1 = new ParticipantId("gen-1");
  private static LedgerFixture fixture;
  private static byte[] call;
  @TempDir private static Path folder;

  @BeforeAll
  static void makeChain() throws IOException {
    var draft = new GenesisDraft();
    draft.fees = new ContractFees(2, 10_000);
    fixture = LedgerFixture.of(draft);
    var transfer = new Transfer(new ParticipantId("load-3"), 5_000_000, new byte[0]);
    call = fixture.call("gen-1", transfer.call(1));
    SettledChain.exportOfBatches(fixture, folder, call);
  }

  private static ProofMaker maker() {
    return new ProofMaker(LedgerExport.open(folder), fixture.genesis());
  }

  private static long tip() throws IOException {
    return LedgerExport.open(folder).proof().committedHeight();
  }

  /** The height of the first block that has the call. */
  private static long heightOfCall() throws IOException {
    var heights = new ArrayList<Long>();
    LedgerExport.open(folder)
        .forEachBlock(
            linked -> {
              if (linked.block().transactionIds().contains(Sha256.of(call))) {
                heights.add(linked.block().header().height());
              }
            });
    return heights.getFirst();
  }

  private static boolean isRefused(byte[] bytes) {
    try {
      return !Receipt.isUndamaged(bytes) || LedgerProof.ofBytes(bytes).refusal().isPresent();
    } catch (MalformedBytesException e) {
      return true;
    }
  }

  private static LedgerProof readBack(LedgerProof proof) {
    byte[] bytes = proof.toBytes();
    assertThat(isRefused(bytes)).isFalse();
    LedgerProof read = LedgerProof.ofBytes(bytes);
    assertThat(read.toBytes()).isEqualTo(bytes);
    assertThat(read.block().chain().chainId()).isEqualTo(fixture.genesis().chainId());
    return read;
  }

  @Test
  @Tag("seed-26")
  void a_calls_gas_and_events_are_proven_by_its_receipt() throws IOException {
    LedgerProof proof = readBack(maker().transaction(Sha256.of(call), heightOfCall()));
    var fact = (TransactionFact) proof.fact();
    assertThat(fact.outcome().isAccepted()).isTrue();
    var receipt = fact.receipt().orElseThrow();
    assertThat(receipt.gasUsed()).isEqualTo(4_012);
    assertThat(receipt.feeMicros()).isEqualTo(2 * 4_012);
    assertThat(receipt.events().getFirst().values()).containsExactly("gen-1", "load-3", "5000000");
  }

  @Test
  void accounts_are_proven_present_and_absent_at_the_tip_and_below() throws IOException {
    for (long height : new long[] {1, tip() - 1, tip()}) {
      LedgerProof proof = readBack(maker().account(GEN_1, height));
      assertThat(proof.block().block().height()).isEqualTo(height);
      assertThat(((AccountFact) proof.fact()).record()).isPresent();
      LedgerProof absent = readBack(maker().account(new ParticipantId("nobody"), height));
      assertThat(((AccountFact) absent.fact()).record()).isEmpty();
    }
    assertThatThrownBy(() -> maker().account(GEN_1, tip() + 1)).hasMessageContaining("it ends at");
  }

  @Test
  void an_intervals_record_is_proven_as_it_stood_and_as_absent() throws IOException {
    var fact = (IntervalFact) readBack(maker().interval(0, tip())).fact();
    assertThat(fact.record().orElseThrow().status()).isEqualTo(IntervalStatus.SETTLED);
    var absent = (IntervalFact) readBack(maker().interval(7, tip())).fact();
    assertThat(absent.record()).isEmpty();
  }

  @Test
  void each_byte_of_a_proof_that_is_flipped_is_found() throws IOException {
    List<LedgerProof> proofs =
        List.of(
            maker().transaction(Sha256.of(call), heightOfCall()),
            maker().account(GEN_1, tip()),
            maker().account(new ParticipantId("nobody"), tip()),
            maker().interval(0, tip()),
            maker().interval(7, tip()));
    for (LedgerProof proof : proofs) {
      byte[] good = proof.toBytes();
      for (int at = 0; at < good.length; at++) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) (1 << at % 8);
        assertThat(isRefused(bad)).as("byte %d of %s", at, proof.fact()).isTrue();
      }
    }
  }

  /** Not the checksum, which anybody can make anew, but the links find what was changed. */
  @Test
  void a_fact_in_the_place_of_another_is_refused_by_its_links() throws IOException {
    LedgerProof account = maker().account(GEN_1, tip());
    var fact = (AccountFact) account.fact();
    var record = fact.record().orElseThrow();
    var richer =
        new AccountRecord(
            record.balanceMicros() + 1,
            record.lockedMicros(),
            record.creditsJoules(),
            record.lastNonce(),
            record.callNonces());
    List<ProvenFact> forged =
        List.of(
            new AccountFact(GEN_1, Optional.of(richer), fact.proof()),
            new AccountFact(GEN_1, Optional.empty(), fact.proof()),
            new AccountFact(new ParticipantId("load-2"), fact.record(), fact.proof()));
    for (ProvenFact other : forged) {
      assertThat(new LedgerProof(account.block(), other).refusal())
          .as(other.toString())
          .hasValueSatisfying(why -> assertThat(why).startsWith("state: account"));
    }
    LedgerProof proof = maker().transaction(Sha256.of(call), heightOfCall());
    var called = (TransactionFact) proof.fact();
    var withoutReceipt = new TransactionFact(called.outcome(), Optional.empty(), called.proof());
    assertThat(new LedgerProof(proof.block(), withoutReceipt).refusal())
        .hasValueSatisfying(why -> assertThat(why).startsWith("receipt:"));
    assertThat(new LedgerProof(account.block(), called).refusal())
        .as("the outcome under another block's root")
        .hasValueSatisfying(why -> assertThat(why).startsWith("outcome:"));
  }
}
