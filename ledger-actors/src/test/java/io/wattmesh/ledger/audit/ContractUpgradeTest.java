package io.wattmesh.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.consensus.snapshot.SnapshotOptions;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.replication.RecoveredLedger;
import io.wattmesh.ledger.replication.RecoveredLedger.Start;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.chain.BlockHeader;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BatchTransfer;
import io.wattmesh.proto.contract.BatchTransfer.Payment;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.governance.RuleChange.SetContract;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract gets another version at the end of an epoch, and what it had written stays of use. */
@Tag("seed-34")
class ContractUpgradeTest {
  private static final SnapshotOptions SNAPSHOTS = new SnapshotOptions(3, 400, 5, 10_000_000, true);

  private static final ParticipantId GEN_1 = new ParticipantId("gen-1");
  private static final ParticipantId LOAD_2 = new ParticipantId("load-2");
  private static final ParticipantId GEN_3 = new ParticipantId("gen-3");

  @TempDir private Path run;
  @TempDir private static Path scratch;

  private final LedgerFixture fixture = fixture();
  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
  private final ValidatorNet net = new ValidatorNet(fixture, stores, SNAPSHOTS);
  private long number;
  private long nonce;

  private static LedgerFixture fixture() {
    var draft = new GenesisDraft();
    draft.governance = new Governance(Optional.empty(), 1, 100_000_000);
    return LedgerFixture.of(draft);
  }

  private LedgerState state() {
    return new LedgerState(net.host(0).application.committedLayer());
  }

  private long epoch() {
    return state().validators().orElse(fixture.genesis().validators()).epoch();
  }

  private Hash propose(int version) {
    var change = new SetContract(Tokens.PAYMENT, version);
    var proposal = new RuleProposal(++number, 0, Hash.ZERO, List.of(change));
    net.submit(
        fixture
            .envelope(MessageType.PROPOSAL_OF_RULES, "validator-0", proposal.toBytes())
            .toBytes());
    return proposal.idBy(new ParticipantId("validator-0"));
  }

  private void approve(int version) {
    byte[] vote = new RuleVote(propose(version), false).toBytes();
    for (String governor : List.of("validator-1", "validator-3")) {
      net.submit(fixture.envelope(MessageType.VOTE_ON_RULES, governor, vote).toBytes());
    }
  }

  private void call(ParticipantId caller, String method, byte[] arguments) {
    net.submit(fixture.call(caller.value(), new Call(++nonce, Tokens.PAYMENT, method, arguments)));
  }

  private void batch() {
    var payments = List.of(new Payment(GEN_3, 11), new Payment(LOAD_2, 22));
    call(GEN_1, Tokens.BATCH_TRANSFER, new BatchTransfer(payments, new byte[0]).toBytes());
  }

  private void oldCalls() {
    call(GEN_1, Tokens.TRANSFER, new Transfer(LOAD_2, 100, new byte[0]).toBytes());
    call(GEN_3, Tokens.TRANSFER_FROM, new TransferFrom(GEN_1, LOAD_2, 5).toBytes());
  }

  /** Calls before and after, and proposals for what is no upgrade or is not approved. */
  private void play() throws IOException {
    call(GEN_1, Tokens.APPROVE, new Approve(GEN_3, 10).toBytes());
    oldCalls();
    propose(2);
    batch();
    propose(3);
    approve(2);
    net.pass();
    assertThat(epoch()).isEqualTo(2);
    batch();
    oldCalls();
    approve(1);
    net.pass();
    assertThat(epoch()).as("nothing changes back").isEqualTo(2);
    batch();
    approve(0);
    net.pass();
    batch();
    LedgerExport.write(stores.get(2), fixture.genesis(), run.resolve("ledger"));
  }

  /** The outcomes of the calls of a kind, each with the epoch of its block. */
  private record Judged(long epoch, OutcomeCode code) {}

  private List<Judged> batches(AuditTrail trail) {
    return trail.calls().stream()
        .filter(call -> call.method().equals(Tokens.BATCH_TRANSFER))
        .map(call -> new Judged(call.epoch(), call.code()))
        .toList();
  }

  /** What an audit saw of calls and of proposals. */
  private record AuditTrail(List<Called> calls, List<OutcomeCode> proposals) {
    record Called(long epoch, String method, OutcomeCode code) {}

    void see(LedgerAudit.Replayed replayed) {
      BlockHeader header = replayed.block().header();
      for (int k = 0; k < replayed.block().transactions().size(); k++) {
        var envelope = SignedEnvelope.ofBytes(replayed.block().transactions().get(k));
        OutcomeCode code = replayed.executed().outcomes().get(k).code();
        if (envelope.type() == MessageType.CALL) {
          Call call = Call.ofBytes(envelope.payload());
          calls.add(new Called(header.epoch(), call.method(), code));
        } else if (envelope.type() == MessageType.PROPOSAL_OF_RULES) {
          proposals.add(code);
        }
      }
    }
  }

  @Test
  void the_method_is_unknown_before_the_epoch_works_in_it_and_all_replays_agree()
      throws IOException, InterruptedException {
    play();
    var trail = new AuditTrail(new ArrayList<>(), new ArrayList<>());
    AuditReport report = LedgerAudit.check(LedgerExport.open(run.resolve("ledger")), trail::see);

    assertThat(batches(trail))
        .containsExactly(
            new Judged(1, OutcomeCode.UNKNOWN_METHOD),
            new Judged(2, OutcomeCode.ACCEPTED),
            new Judged(2, OutcomeCode.ACCEPTED),
            new Judged(3, OutcomeCode.UNREGISTERED_CONTRACT));
    assertThat(trail.calls())
        .filteredOn(call -> !call.method().equals(Tokens.BATCH_TRANSFER))
        .hasSize(5)
        .allMatch(call -> call.code() == OutcomeCode.ACCEPTED);
    assertThat(trail.proposals())
        .containsExactly(
            OutcomeCode.ACCEPTED,
            OutcomeCode.INVALID_PROPOSAL,
            OutcomeCode.ACCEPTED,
            OutcomeCode.INVALID_PROPOSAL,
            OutcomeCode.ACCEPTED);
    assertThat(state().account(LOAD_2).balanceMicros())
        .isEqualTo(fixture.genesis().identities().get(LOAD_2).depositMicros() + 2 * 105 + 2 * 22);

    Hash root = state().layer().root();
    assertThat(report.stateRoot()).isEqualTo(root);
    for (Start start : Start.values()) {
      var ledger = RecoveredLedger.read(stores.get(1), fixture.genesis(), start);
      assertThat(ledger.application().committedLayer().root()).isEqualTo(root);
    }
    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("state " + root.hex());
  }
}
