package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.RandomCalls;
import io.wattmesh.ledger.explore.ProofMaker;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Burn;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CommitmentId;
import io.wattmesh.proto.contract.Commitments;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferCommitment;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.LedgerProof;
import io.wattmesh.proto.proof.ProvenFact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The export of a chain with calls, of which many are in several blocks, can be audited alone. */
class CallExportTest {
  private static final OutcomeCode[] CALLS_OUTCOMES = {
    OutcomeCode.ACCEPTED,
    OutcomeCode.BAD_SIGNATURE,
    OutcomeCode.OUT_OF_GAS,
    OutcomeCode.INSUFFICIENT_ALLOWANCE,
    OutcomeCode.INSUFFICIENT_FUNDS,
    OutcomeCode.NOT_A_PARTY,
    OutcomeCode.UNKNOWN_TRADE,
    OutcomeCode.OVERFLOW,
    OutcomeCode.UNKNOWN_COMMITMENT,
    OutcomeCode.NOT_THE_OWNER,
    OutcomeCode.NOT_TRANSFERABLE
  };
  private static final ParticipantId GEN_3 = new ParticipantId("gen-3");
  private static final ParticipantId LOAD_3 = new ParticipantId("load-3");
  private static final byte[] MEMO = new byte[65];
  private static final LedgerFixture FIXTURE = LedgerFixture.uncongested();

  @TempDir private Path run;

  @TempDir private static Path scratch;

  private static byte[] call(String who, long nonce, String to, long amountMicros) {
    byte[] arguments = new Transfer(new ParticipantId(to), amountMicros, new byte[9]).toBytes();
    return call(who, new Call(nonce, Transfer.CONTRACT, Transfer.METHOD, arguments));
  }

  private static byte[] call(String who, Call call) {
    return FIXTURE.envelope(MessageType.CALL, who, call.toBytes()).toBytes();
  }

  @Test
  void calls_are_replayed_with_their_nonces_and_nothing_is_created_or_lost() throws IOException {
    SettledChain.exportOfBatches(
        FIXTURE,
        run.resolve("ledger"),
        call("gen-1", 70, "load-2", 1_000_000),
        call("gen-1", 400, "load-3", 5),
        call("gen-1", 280, "load-3", 6),
        call("gen-1", 144, "load-2", 1),
        call("load-2", 1, "load-2", 7),
        call("load-2", 2, "gen-1", Long.MAX_VALUE),
        call("load-2", 3, "agg-1", 1),
        call("gen-3", new Call(1, "payment-token", "burn", new byte[0])),
        call("gen-3", new Call(257, "payment-token", "transfer", new byte[2])),
        call("agg-1", 1, "gen-1", 1));
    var outcomes = new ArrayList<OutcomeCode>();

    AuditReport report =
        LedgerAudit.check(
            LedgerExport.open(run.resolve("ledger")),
            replayed ->
                replayed.executed().outcomes().stream().map(Outcome::code).forEach(outcomes::add));

    assertThat(outcomes)
        .containsAll(
            List.of(
                OutcomeCode.DUPLICATE,
                OutcomeCode.REPEATED,
                OutcomeCode.UNKNOWN_METHOD,
                OutcomeCode.BAD_ARGUMENTS,
                OutcomeCode.UNKNOWN_RECIPIENT,
                OutcomeCode.INSUFFICIENT_FUNDS));
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());
    assertThat(report.settledIntervals()).isEqualTo(1);
  }

  /** Calls of each method, valid and hostile, whose gas runs out at whatever step. */
  @Test
  void the_independent_verifier_replays_contracts_gas_and_fees()
      throws IOException, InterruptedException {
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    var draft = new GenesisDraft();
    draft.fees = new ContractFees(2, 12_345);
    LedgerFixture fixture = LedgerFixture.of(draft);
    var calls = new RandomCalls(fixture, RandomGeneratorFactory.of("L64X128MixRandom").create(17));
    var sold = new TransferCommitment(GEN_3, LOAD_3, new CommitmentId(0, GEN_3)).toBytes();
    List<byte[]> booked = Stream.generate(calls::next).limit(30).toList();
    var cleared = new ArrayList<>(Stream.generate(calls::next).limit(170).toList());
    cleared.add(calls.honest("gen-3", Commitments.CONTRACT, Commitments.TRANSFER_FROM, sold));
    var settled = new ArrayList<byte[]>();
    settled.add(calls.honest("gen-1", Tokens.CREDIT, Tokens.BURN, new Burn(7, MEMO).toBytes()));
    Stream.generate(calls::next).limit(170).forEach(settled::add);
    SettledChain.exportOfBatches(fixture, run.resolve("ledger"), booked, cleared, settled);
    var transferred = new AtomicInteger();
    var receipts = new LinkedHashMap<Hash, Long>();
    var outcomes = EnumSet.noneOf(OutcomeCode.class);
    AuditReport report =
        LedgerAudit.check(
            LedgerExport.open(run.resolve("ledger")),
            replayed -> {
              long height = replayed.block().header().height();
              replayed
                  .executed()
                  .receipts()
                  .forEach(receipt -> receipts.putIfAbsent(receipt.transaction(), height));
              replayed.executed().outcomes().stream().map(Outcome::code).forEach(outcomes::add);
              replayed.executed().receipts().stream()
                  .flatMap(receipt -> receipt.events().stream())
                  .filter(event -> event.contract().equals(Commitments.CONTRACT))
                  .filter(event -> event.name().equals("transfer"))
                  .forEach(event -> transferred.incrementAndGet());
            });
    assertThat(outcomes).contains(CALLS_OUTCOMES);
    assertThat(transferred.get()).as("commitments that others own").isPositive();
    assertThat(report.creditsJoules()).isLessThan(report.verifiedJoules());
    Files.write(
        Files.createDirectories(run.resolve("proofs")).resolve("call.proof"),
        proofOfFirst(receipts, fixture).toBytes());

    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output())
        .contains("state " + report.stateRoot().hex())
        .contains("transaction " + receipts.firstEntry().getKey().hex());
  }

  private LedgerProof proofOfFirst(SequencedMap<Hash, Long> receipts, LedgerFixture fixture)
      throws IOException {
    LedgerProof proof =
        new ProofMaker(LedgerExport.open(run.resolve("ledger")), fixture.genesis())
            .transaction(receipts.firstEntry().getKey(), receipts.firstEntry().getValue());
    assertThat(((ProvenFact.TransactionFact) proof.fact()).receipt()).isPresent();
    return proof;
  }
}
