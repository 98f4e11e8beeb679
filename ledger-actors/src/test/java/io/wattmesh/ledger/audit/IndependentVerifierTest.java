package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Validators;
import io.wattmesh.ledger.explore.ProofMaker;
import io.wattmesh.proto.chain.ValidatorSet;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.LedgerProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verifier that was written from the documents alone comes to the audit's verdict, on a chain
 * whose validators change, on one of batches, on receipts, and on damaged ones. It takes some time,
 * for Python has a signature in milliseconds. Skipped where there is no python3.
 */
class IndependentVerifierTest {
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();
  private static final ValidatorSet THREE =
      Validators.set(2, "validator-0", "validator-1", "validator-2");

  @TempDir private static Path scratch;
  private static Path changing;
  private static Path batched;

  @BeforeAll
  static void export() throws IOException {
    byte[] change =
        Validators.change(FIXTURE.genesis().chainId(), FIXTURE.genesis().validators(), THREE, 3);
    changing = scratch.resolve("changing");
    List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
    SettledChain.make(FIXTURE, stores, true, change);
    LedgerExport.write(stores.get(2), FIXTURE.genesis(), ledger(changing));
    addReceipt(changing, "load-2");
    addProofs(changing);
    batched = scratch.resolve("batched");
    SettledChain.exportOfBatches(FIXTURE, ledger(batched));
    addReceipt(batched, "gen-1");
  }

  @BeforeEach
  void requirePython() throws IOException, InterruptedException {
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
  }

  private static Path ledger(Path run) throws IOException {
    return Files.createDirectories(run.resolve("ledger"));
  }

  private static LedgerExport open(Path run) {
    return LedgerExport.open(run.resolve("ledger"));
  }

  /** Of each kind, present and absent. */
  private static void addProofs(Path run) throws IOException {
    var maker = new ProofMaker(open(run), FIXTURE.genesis());
    long tip = open(run).proof().committedHeight();
    var transactions = new ArrayList<Hash>();
    var heights = new ArrayList<Long>();
    open(run)
        .forEachBlock(
            linked -> {
              transactions.addAll(linked.block().transactionIds());
              linked
                  .block()
                  .transactionIds()
                  .forEach(id -> heights.add(linked.block().header().height()));
            });
    Map<String, LedgerProof> proofs =
        Map.of(
            "account", maker.account(new ParticipantId("gen-1"), tip),
            "below", maker.account(new ParticipantId("gen-1"), 1),
            "absent", maker.account(new ParticipantId("nobody"), tip),
            "interval", maker.interval(0, tip),
            "unknown", maker.interval(9, tip),
            "outcome", maker.transaction(transactions.getFirst(), heights.getFirst()));
    Path folder = Files.createDirectories(run.resolve("proofs"));
    for (Map.Entry<String, LedgerProof> proof : proofs.entrySet()) {
      Files.write(folder.resolve(proof.getKey() + ".proof"), proof.getValue().toBytes());
    }
  }

  private static void addReceipt(Path run, String participant) throws IOException {
    var builder = new ReceiptBuilder(FIXTURE.genesis(), 0);
    LedgerAudit.check(open(run), builder::follow);
    builder.finish(open(run).proof(), open(run).epochs());
    Files.write(
        Files.createDirectories(run.resolve("receipts")).resolve(participant + "-0.receipt"),
        builder.receipt(new ParticipantId(participant)).orElseThrow().toBytes());
  }

  private static PythonVerifier.Verdict verdict(Path run) throws IOException, InterruptedException {
    return PythonVerifier.judge(run, scratch);
  }

  private static void assertValid(Path run, String participant)
      throws IOException, InterruptedException {
    AuditReport report = LedgerAudit.check(open(run), replayed -> {});
    PythonVerifier.Verdict verdict = verdict(run);

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output())
        .contains(FIXTURE.genesis().chainId().hex() + ": " + report.blocks() + " blocks")
        .contains("receipt of " + participant + ", interval 0")
        .doesNotContain("INVALID");
  }

  @Test
  void a_chain_whose_validators_change_and_a_receipt_of_the_later_epoch_hold()
      throws IOException, InterruptedException {
    assertValid(changing, "load-2");
  }

  @Test
  void a_chain_of_batches_and_its_receipt_hold() throws IOException, InterruptedException {
    assertValid(batched, "gen-1");
  }

  @Test
  void a_flipped_bit_of_any_file_is_found_as_the_audit_finds_it()
      throws IOException, InterruptedException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
    for (String name : List.of("blocks.bin", "epochs.bin", "proof.bin", "genesis.bin")) {
      Path file = changing.resolve("ledger").resolve(name);
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      bad[bad.length / 4 + random.nextInt(bad.length / 2)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      try {
        assertThatThrownBy(() -> LedgerAudit.check(open(changing), replayed -> {}))
            .as(name)
            .isNotNull();
        assertInvalid(changing, "ledger");
      } finally {
        Files.write(file, good);
      }
    }
  }

  @Test
  void a_flipped_bit_of_a_receipt_is_found() throws IOException, InterruptedException {
    Path file = batched.resolve("receipts").resolve("gen-1-0.receipt");
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(file, bad);
    try {
      assertInvalid(batched, "gen-1-0.receipt");
    } finally {
      Files.write(file, good);
    }
  }

  @Test
  void proofs_of_each_kind_hold_and_a_flipped_bit_of_one_is_found()
      throws IOException, InterruptedException {
    String output = verdict(changing).output();
    for (String shown :
        List.of("'account/gen-1': ", "'account/nobody': absent", "interval/", "transaction ")) {
      assertThat(output).contains(shown);
    }
    Path file = changing.resolve("proofs").resolve("outcome.proof");
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length - 80] ^= 1;
    Files.write(file, bad);
    try {
      assertInvalid(changing, "outcome.proof");
    } finally {
      Files.write(file, good);
    }
  }

  private static void assertInvalid(Path run, String where)
      throws IOException, InterruptedException {
    PythonVerifier.Verdict verdict = verdict(run);
    assertThat(verdict.exitCode()).as(verdict.output()).isEqualTo(PythonVerifier.INVALID);
    assertThat(verdict.output()).contains("INVALID: " + where);
  }
}
