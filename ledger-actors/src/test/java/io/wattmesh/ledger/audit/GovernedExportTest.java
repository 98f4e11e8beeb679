package io.wattmesh.ledger.audit;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.MemoryStore;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.SolvedClearing;
import io.wattmesh.ledger.ValidatorNet;
import io.wattmesh.ledger.genesis.ContractFees;
import io.wattmesh.ledger.genesis.Governance;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.state.LedgerState;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.book.NetworkNotice;
import io.wattmesh.proto.book.NetworkNotice.BranchNotice;
import io.wattmesh.proto.book.ReadingConflict;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.governance.RuleChange;
import io.wattmesh.proto.governance.RuleChange.PutIdentity;
import io.wattmesh.proto.governance.RuleChange.RevokeIdentity;
import io.wattmesh.proto.governance.RuleChange.SetContract;
import io.wattmesh.proto.governance.RuleChange.SetGovernors;
import io.wattmesh.proto.governance.RuleChange.SetMeters;
import io.wattmesh.proto.governance.RuleChange.SetParameter;
import io.wattmesh.proto.governance.RuleParameter;
import io.wattmesh.proto.governance.RuleProposal;
import io.wattmesh.proto.governance.RuleVote;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.IntervalStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain whose rules, registry and network change is audited from its genesis alone. */
@Tag("seed-34")
class GovernedExportTest {
  private static final ParticipantId GEN_1 = new ParticipantId("gen-1");

  @TempDir private Path run;

  @TempDir private static Path scratch;

  private final LedgerFixture fixture = fixture();
  private final MarketSchedule schedule = fixture.genesis().parameters().schedule();
  private final List<MemoryStore> stores = Stream.generate(MemoryStore::new).limit(4).toList();
  private final ValidatorNet net = new ValidatorNet(fixture, stores);
  private long number;

  private static LedgerFixture fixture() {
    var draft = new GenesisDraft();
    draft.role("operator", Role.GRID_OPERATOR, 0);
    draft.governance = new Governance(Optional.empty(), 1, 100_000_000);
    draft.fees = new ContractFees(1, 10_000);
    return LedgerFixture.of(draft);
  }

  private LedgerState state() {
    return new LedgerState(net.host(0).application.committedLayer());
  }

  private Hash propose(String governor, RuleChange... changes) {
    var proposal = new RuleProposal(++number, 0, Hash.ZERO, List.of(changes));
    net.submit(
        fixture.envelope(MessageType.PROPOSAL_OF_RULES, governor, proposal.toBytes()).toBytes());
    return proposal.idBy(new ParticipantId(governor));
  }

  private void vote(Hash id, boolean cancels, String... governors) {
    for (String governor : governors) {
      byte[] vote = new RuleVote(id, cancels).toBytes();
      net.submit(fixture.envelope(MessageType.VOTE_ON_RULES, governor, vote).toBytes());
    }
  }

  private void approve(RuleChange... changes) {
    vote(propose("validator-0", changes), false, "validator-1", "validator-3");
  }

  private void notice(long interval, int revision, BranchNotice... branches) {
    var notice = new NetworkNotice(interval, revision, List.of(branches));
    net.submit(
        fixture.envelope(MessageType.NETWORK_NOTICE, "operator", notice.toBytes()).toBytes());
  }

  private static PutIdentity put(String id, Role role, int bus, long maxWatts, long to) {
    return new PutIdentity(
        new ParticipantId(id),
        role.code(),
        Signing.key(id).verificationKey(),
        bus,
        0,
        maxWatts,
        0,
        to);
  }

  private static SetParameter set(RuleParameter parameter, long value) {
    return new SetParameter(parameter, value);
  }

  private void changeRules() {
    approve(
        set(RuleParameter.PRICE_CAP, 15 * DOLLAR),
        set(RuleParameter.VOID_PRICE, 10 * DOLLAR),
        set(RuleParameter.DEVIATION, 300_000),
        put("gen-9", Role.PARTICIPANT, 1, 5 * MEGAWATT, RuleChange.FOREVER),
        put("meter-9", Role.ORACLE, 1, 0, 2),
        new SetMeters(GEN_1, List.of(new ParticipantId("meter-1"), new ParticipantId("meter-9"))),
        new SetContract(Tokens.CREDIT, 0));
    Hash cancelled = propose("validator-1", set(RuleParameter.GAS_PRICE, 9));
    vote(cancelled, true, "validator-0", "validator-2", "validator-3");
    vote(cancelled, false, "validator-0");
    propose("validator-1", set(RuleParameter.PRICE_CAP, 9 * DOLLAR));
    propose("validator-1", new RevokeIdentity(new ParticipantId("agg-1")));
    propose("gen-1", set(RuleParameter.GAS_PRICE, 1));
    net.submit(fixture.call("gen-9", new Call(1, Tokens.CREDIT, Tokens.TOTAL_SUPPLY, new byte[0])));
    net.submit(fixture.call("gen-1", new Call(1, Tokens.CREDIT, Tokens.TOTAL_SUPPLY, new byte[0])));
    notice(1, 1, BranchNotice.limits(0, -50 * MEGAWATT, 50 * MEGAWATT));
    notice(1, 2, BranchNotice.limits(0, -100 * MEGAWATT, 100 * MEGAWATT));
    notice(2, 1, BranchNotice.outage(1));
    notice(2, 2, BranchNotice.outage(7));
  }

  private void clear(long interval) {
    net.setClock(schedule.gateClosureMillis(interval));
    net.submit(fixture.books(interval));
    net.submit(fixture.clearing(SolvedClearing.of(fixture.genesis(), state(), interval)));
    assertThat(state().interval(interval).orElseThrow().status()).isEqualTo(IntervalStatus.CLEARED);
  }

  private void read() {
    var first = fixture.reading("meter-9", "gen-1", 1, 400_000_000_000L);
    net.submit(fixture.readings("meter-1", 1, 1, fixture.reading("gen-1", 1, -7)));
    net.submit(fixture.readings("meter-9", 1, 1, first));
    net.submit(fixture.readings("meter-9", 1, 1, fixture.reading("meter-9", "gen-1", 1, 5), first));
    net.submit(fixture.readings(1, 2, fixture.reading("load-2", 1, -390_000_000_000L)));
    net.submit(fixture.readings(1, 3, fixture.reading("gen-3", 1, 9)));
    var one = fixture.reading("meter-3", "gen-3", 0, 5);
    var other = fixture.reading("meter-3", "gen-3", 0, 6);
    byte[] conflict = new ReadingConflict(one, other).toBytes();
    net.submit(fixture.envelope(MessageType.READING_CONFLICT, "gen-1", conflict).toBytes());
    net.submit(fixture.envelope(MessageType.READING_CONFLICT, "load-2", conflict).toBytes());
    var innocent = fixture.reading("meter-2", "load-2", 0, 5);
    byte[] none = new ReadingConflict(innocent, innocent).toBytes();
    net.submit(fixture.envelope(MessageType.READING_CONFLICT, "load-2", none).toBytes());
  }

  private void play() throws IOException {
    changeRules();
    clear(1);
    approve(
        set(RuleParameter.DEVIATION, 900_000),
        new RevokeIdentity(new ParticipantId("load-3")),
        new SetGovernors(Optional.of(GenesisDraft.validators(0))));
    clear(2);
    net.setClock(schedule.deliveryMillis(2));
    read();
    net.setClock(schedule.readingDeadlineMillis(1) + 1);
    net.setClock(schedule.deliveryMillis(3));
    net.submit(fixture.readings("meter-9", 2, 1, fixture.reading("meter-9", "gen-1", 2, 5)));
    net.submit(fixture.readings(2, 2, fixture.reading("load-2", 2, -1)));
    net.submit(fixture.readings(2, 3, fixture.reading("gen-3", 2, 9)));
    net.setClock(schedule.readingDeadlineMillis(2) + 1);
    LedgerExport.write(stores.get(2), fixture.genesis(), run.resolve("ledger"));
  }

  @Test
  void the_audit_and_the_independent_verifier_come_to_the_same_state()
      throws IOException, InterruptedException {
    play();
    var outcomes = EnumSet.noneOf(OutcomeCode.class);
    AuditReport report =
        LedgerAudit.check(
            LedgerExport.open(run.resolve("ledger")),
            replayed ->
                replayed.executed().outcomes().stream().map(Outcome::code).forEach(outcomes::add));
    assertThat(report.settledIntervals()).isEqualTo(2);
    assertThat(report.clearedIntervals()).isEqualTo(2);
    assertThat(outcomes)
        .contains(
            OutcomeCode.INVALID_PROPOSAL,
            OutcomeCode.UNREGISTERED_CONTRACT,
            OutcomeCode.INVALID_NETWORK,
            OutcomeCode.NO_EVIDENCE);
    assertThat(state().contradiction(Signing.key("meter-9").verificationKey())).isPresent();
    assertThat(state().contradiction(Signing.key("meter-3").verificationKey())).isPresent();

    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("state " + report.stateRoot().hex());
  }
}
