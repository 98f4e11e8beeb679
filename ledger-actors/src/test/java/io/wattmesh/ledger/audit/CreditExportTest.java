package io.wattmesh.ledger.audit;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.genesis.LossOrder;
import io.wattmesh.ledger.genesis.RentRefund;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.transaction.Outcome;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.DifferenceContract;
import io.wattmesh.proto.contract.DifferenceContract.Congestion;
import io.wattmesh.proto.contract.Issue;
import io.wattmesh.proto.contract.OfOrigin;
import io.wattmesh.proto.contract.Origins;
import io.wattmesh.proto.contract.Redemption;
import io.wattmesh.proto.contract.Retire;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A chain that validators with real keys made under the rules of credit can be audited alone, by
 * the ledger's own audit and by the independent verifier.
 */
class CreditExportTest {
  private static final ParticipantId BANK = new ParticipantId("bank");
  private static final ParticipantId LOAD = new ParticipantId("load-2");

  private final LedgerFixture fixture = fixture();

  @TempDir private Path run;
  @TempDir private Path scratch;

  private static LedgerFixture fixture() {
    var draft = new GenesisDraft().role("bank", Role.ISSUER, 0);
    var credit = new CreditDraft().origin("gen-1", "solar");
    credit.issuanceCapMicros = 2_000_000 * DOLLAR;
    credit.lossOrder = LossOrder.FREE_DEPOSIT_RESERVE;
    credit.correctionWindowMillis = 3_600_000;
    credit.refund = new RentRefund(1, false);
    draft.credit = credit.build();
    return LedgerFixture.of(draft);
  }

  private byte[] call(String who, long nonce, String contract, String method, byte[] arguments) {
    return fixture.call(who, new Call(nonce, contract, method, arguments));
  }

  private byte[] issue(long nonce, String who) {
    byte[] issue = new Issue(LOAD, 7 * DOLLAR, Hash.ZERO).toBytes();
    return call(who, nonce, Tokens.PAYMENT, Tokens.ISSUE, issue);
  }

  private byte[] redeem(long nonce) {
    byte[] asked = new Redemption(BANK, 3 * DOLLAR, Hash.ofHex("ab".repeat(32))).toBytes();
    byte[] signed = fixture.envelope(MessageType.REDEMPTION, "load-2", asked).toBytes();
    return call("bank", nonce, Tokens.PAYMENT, Tokens.REDEEM, signed);
  }

  private byte[] difference() {
    var terms =
        new DifferenceContract(
            LOAD, new ParticipantId("gen-1"), 5, 1, 3_600_000, 12 * DOLLAR, Congestion.SHARED);
    byte[] signed =
        fixture.envelope(MessageType.DIFFERENCE_CONTRACT, "gen-1", terms.toBytes()).toBytes();
    return call("load-2", 5, DifferenceContract.CONTRACT, DifferenceContract.AGREE, signed);
  }

  @Test
  void what_was_issued_redeemed_agreed_and_retired_is_replayed_by_both()
      throws IOException, InterruptedException {
    byte[] retire = new OfOrigin("solar", new Retire(9, Hash.ZERO).toBytes()).toBytes();
    byte[] deposit = new Deposit(DOLLAR).toBytes();
    SettledChain.exportOfBatches(
        fixture,
        run.resolve("ledger"),
        List.of(issue(1, "bank"), issue(1, "gen-1"), redeem(2), difference()),
        List.of(call("load-3", 1, Tokens.PAYMENT, Tokens.POST_DEPOSIT, deposit)),
        List.of(call("gen-1", 2, Origins.CONTRACT, Origins.RETIRE, retire)));
    Map<OutcomeCode, Integer> outcomes = new EnumMap<>(OutcomeCode.class);
    AuditReport report =
        LedgerAudit.check(
            LedgerExport.open(run.resolve("ledger")),
            replayed ->
                replayed.executed().outcomes().stream()
                    .map(Outcome::code)
                    .forEach(code -> outcomes.merge(code, 1, Integer::sum)));
    assertThat(outcomes).containsKey(OutcomeCode.NOT_THE_ISSUER);
    assertThat(outcomes.get(OutcomeCode.ACCEPTED)).isGreaterThanOrEqualTo(12);
    assertThat(report.issuedMicros()).isEqualTo(1_400_004 * DOLLAR);
    assertThat(report.balancesMicros()).isEqualTo(report.issuedMicros());

    assumeTrue(PythonVerifier.isThere(scratch), "there is no python3 on the path");
    PythonVerifier.Verdict verdict = PythonVerifier.judge(run, scratch);
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("state " + report.stateRoot().hex());
  }
}
