package io.wattmesh.ledger.contract.module;

import static io.wattmesh.ledger.GenesisDraft.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.Issue;
import io.wattmesh.proto.contract.Redemption;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.Sha256;
import io.wattmesh.proto.crypto.SignedEnvelope;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tokens against money outside: who issues and redeems, how many, and each payment once. The run
 * checks after each block that the balances add up to what was issued.
 */
@Tag("seed-44")
class IssuanceTest {
  private static final ParticipantId LOAD = new ParticipantId("load-2");
  private static final ParticipantId BANK = new ParticipantId("bank");

  /** Four deposits of 100,000 and the reserve of 1,000,000. */
  private static final long GENESIS = 1_400_000 * DOLLAR;

  private static final long DEPOSIT = 100_000 * DOLLAR;

  private final LedgerRun run = new LedgerRun(fixture(GENESIS + 100 * DOLLAR));
  private long millis = run.schedule().gateClosureMillis(0);
  private long nonce;

  private static LedgerFixture fixture(long cap) {
    var draft = new GenesisDraft().role("bank", Role.ISSUER, 0).role("bank-2", Role.ISSUER, 0);
    var credit = new CreditDraft();
    credit.issuanceCapMicros = cap;
    draft.credit = credit.build();
    return LedgerFixture.of(draft);
  }

  private static Hash reference(String payment) {
    return Sha256.of(payment.getBytes(StandardCharsets.UTF_8));
  }

  private Executed call(String who, String method, byte[] arguments, long gasLimit) {
    var call = new Call(++nonce, gasLimit, Tokens.PAYMENT, method, arguments);
    return run.block(++millis, run.fixture.call(who, call));
  }

  private OutcomeCode issue(String issuer, String to, long micros, String payment) {
    var issue = new Issue(new ParticipantId(to), micros, reference(payment));
    return code(call(issuer, Tokens.ISSUE, issue.toBytes(), Call.DEFAULT_GAS_LIMIT));
  }

  private SignedEnvelope redemption(String who, ParticipantId issuer, long micros, String payment) {
    byte[] payload = new Redemption(issuer, micros, reference(payment)).toBytes();
    return run.fixture.envelope(MessageType.REDEMPTION, who, payload);
  }

  private OutcomeCode redeem(String issuer, SignedEnvelope asked) {
    return code(call(issuer, Tokens.REDEEM, asked.toBytes(), Call.DEFAULT_GAS_LIMIT));
  }

  private static OutcomeCode code(Executed executed) {
    return executed.outcomes().getFirst().code();
  }

  @Test
  void tokens_are_issued_against_a_payment_and_redeemed_against_another() {
    assertThat(issue("bank", "load-2", 7 * DOLLAR, "wire 1")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(DEPOSIT + 7 * DOLLAR);
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS + 7 * DOLLAR);
    assertThat(redeem("bank", redemption("load-2", BANK, 5 * DOLLAR, "wire 2")))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(DEPOSIT + 2 * DOLLAR);
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS + 2 * DOLLAR);
  }

  @Test
  void each_payment_counts_once_whoever_names_it_and_for_whatever() {
    assertThat(issue("bank", "load-2", DOLLAR, "wire 1")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(issue("bank", "load-2", DOLLAR, "wire 1")).isEqualTo(OutcomeCode.REFERENCE_USED);
    assertThat(issue("bank-2", "gen-1", 2, "wire 1")).isEqualTo(OutcomeCode.REFERENCE_USED);
    assertThat(redeem("bank", redemption("load-2", BANK, 1, "wire 1")))
        .isEqualTo(OutcomeCode.REFERENCE_USED);
    SignedEnvelope asked = redemption("load-2", BANK, DOLLAR, "wire 2");
    assertThat(redeem("bank", asked)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(redeem("bank", asked)).isEqualTo(OutcomeCode.REFERENCE_USED);
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS);
  }

  @Test
  void nobody_but_an_issuer_makes_tokens_and_only_for_participants() {
    for (String who : new String[] {"load-2", "gen-1"}) {
      assertThat(issue(who, who, DOLLAR, "wire")).isEqualTo(OutcomeCode.NOT_THE_ISSUER);
    }
    assertThat(issue("agg-1", "load-2", DOLLAR, "wire")).isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    for (String to : new String[] {"bank", "ledger.tariff", "meter-1", "nobody"}) {
      assertThat(issue("bank", to, DOLLAR, "wire")).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    }
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS);
  }

  @Test
  void there_are_never_more_tokens_than_genesis_allows() {
    assertThat(issue("bank", "load-2", 100 * DOLLAR + 1, "a")).isEqualTo(OutcomeCode.ISSUANCE_CAP);
    assertThat(issue("bank", "load-2", 99 * DOLLAR, "a")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(issue("bank", "load-2", DOLLAR, "b")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(issue("bank", "load-2", 1, "c")).isEqualTo(OutcomeCode.ISSUANCE_CAP);
    assertThat(issue("bank", "load-2", Long.MAX_VALUE, "c")).isEqualTo(OutcomeCode.OVERFLOW);
    assertThat(redeem("bank", redemption("gen-1", BANK, DOLLAR, "d")))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(issue("bank", "load-2", DOLLAR, "c")).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS + 100 * DOLLAR);
  }

  @Test
  void without_a_cap_in_genesis_nothing_is_issued_after_it() {
    var none = new LedgerRun(fixture(0));
    var issue = new Issue(LOAD, 1, reference("wire"));
    var call = new Call(1, Tokens.PAYMENT, Tokens.ISSUE, issue.toBytes());
    assertThat(none.outcome(millis, none.fixture.call("bank", call)))
        .isEqualTo(OutcomeCode.ISSUANCE_CAP);
  }

  @Test
  void no_tokens_are_burned_without_their_holders_signature_for_this_issuer() {
    SignedEnvelope good = redemption("load-2", BANK, DOLLAR, "wire");
    assertThat(redeem("bank-2", good)).isEqualTo(OutcomeCode.NOT_THE_ISSUER);
    assertThat(redeem("load-2", good)).isEqualTo(OutcomeCode.NOT_THE_ISSUER);
    var otherPayload =
        new SignedEnvelope(
            good.context(),
            MessageType.REDEMPTION,
            "load-2",
            new Redemption(BANK, 2 * DOLLAR, reference("wire")).toBytes(),
            good.signature());
    assertThat(redeem("bank", otherPayload)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    var otherSigner =
        new SignedEnvelope(
            good.context(), MessageType.REDEMPTION, "gen-1", good.payload(), good.signature());
    assertThat(redeem("bank", otherSigner)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    var otherType = run.fixture.envelope(MessageType.TRADE, "load-2", good.payload());
    assertThat(redeem("bank", otherType)).isEqualTo(OutcomeCode.NOT_THE_ISSUER);
    assertThat(redeem("bank", redemption("bank", BANK, DOLLAR, "wire")))
        .isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(run.state().supply().issuedMicros()).isEqualTo(GENESIS);
  }

  @Test
  void what_is_locked_or_not_there_is_not_redeemed() {
    assertThat(redeem("bank", redemption("load-2", BANK, DEPOSIT + 1, "wire")))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    run.bookSeed(0);
    long free = run.account("load-2").freeMicros();
    assertThat(free).isLessThan(DEPOSIT);
    assertThat(redeem("bank", redemption("load-2", BANK, free + 1, "wire")))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(redeem("bank", redemption("load-2", BANK, free, "wire")))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").freeMicros()).isZero();
  }

  @Test
  @Tag("seed-26")
  void the_gas_is_that_of_the_published_schedule() {
    byte[] issue = new Issue(LOAD, 5, reference("a")).toBytes();
    byte[] redemption = redemption("load-2", BANK, 5, "b").toBytes();
    assertGas("bank", Tokens.ISSUE, issue, 4_514);
    assertGas("bank", Tokens.REDEEM, redemption, 7_517);
    assertGas("load-2", Tokens.POST_DEPOSIT, new Deposit(9).toBytes(), 4_010);
    assertGas("load-2", Tokens.RELEASE_DEPOSIT, new Deposit(4).toBytes(), 4_011);
    assertGas("load-2", Tokens.RELEASE_DEPOSIT, new Deposit(5).toBytes(), 3_513);
  }

  private void assertGas(String who, String method, byte[] arguments, long gas) {
    assertThat(code(call(who, method, arguments, gas - 1))).isEqualTo(OutcomeCode.OUT_OF_GAS);
    Executed executed = call(who, method, arguments, gas);
    assertThat(code(executed)).as(method).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(executed.receipts().getFirst().gasUsed()).as(method).isEqualTo(gas);
  }

  @Test
  void a_deposit_stays_its_owners_and_can_be_moved_only_once_it_is_released() {
    byte[] all = new Deposit(DEPOSIT).toBytes();
    assertThat(code(call("load-2", Tokens.POST_DEPOSIT, all, 10_000)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").balanceMicros()).isEqualTo(DEPOSIT);
    byte[] one = new Transfer(new ParticipantId("gen-1"), 1, new byte[0]).toBytes();
    assertThat(code(call("load-2", Tokens.TRANSFER, one, 10_000)))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    byte[] more = new Deposit(DEPOSIT + 1).toBytes();
    assertThat(code(call("load-2", Tokens.RELEASE_DEPOSIT, more, 10_000)))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(code(call("load-2", Tokens.RELEASE_DEPOSIT, all, 10_000)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(code(call("load-2", Tokens.TRANSFER, one, 10_000))).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void a_deposit_is_not_released_while_a_bid_of_its_owner_waits() {
    byte[] some = new Deposit(DOLLAR).toBytes();
    assertThat(code(call("load-2", Tokens.POST_DEPOSIT, some, 10_000)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    run.clearSeed(0);
    assertThat(code(call("load-2", Tokens.RELEASE_DEPOSIT, some, 10_000)))
        .isEqualTo(OutcomeCode.DEPOSIT_IN_USE);
    millis = run.schedule().readingDeadlineMillis(0) + 1;
    run.block(millis);
    assertThat(code(call("load-2", Tokens.RELEASE_DEPOSIT, some, 10_000)))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").lockedMicros()).isZero();
  }
}
