package io.wattmesh.ledger.contract.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.market.LedgerMachine.Executed;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.state.StateKey;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.codec.CanonicalReader;
import io.wattmesh.proto.contract.AllowanceOf;
import io.wattmesh.proto.contract.Approve;
import io.wattmesh.proto.contract.BalanceOf;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.CallReceipt;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.contract.TransferFrom;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * EIP-20's rules one by one, for payment tokens and energy credits alike: gen-1 owns tokens, load-2
 * receives, gen-3 spends for others.
 */
@ParameterizedClass
@ValueSource(strings = {Tokens.PAYMENT, Tokens.CREDIT})
@Tag("seed-45")
class TokenRulesTest {
  private static final long JOULES = 360_000_000;
  private static final ParticipantId OWNER = new ParticipantId("gen-1");
  private static final ParticipantId RECEIVER = new ParticipantId("load-2");
  private static final ParticipantId SPENDER = new ParticipantId("gen-3");

  @Parameter private String token;

  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private long millis;
  private long nonce;
  private Executed last;

  /** gen-1 and load-3 injected in a void interval: both have credits. */
  @BeforeEach
  void deliver() {
    run.bookSeed(0);
    millis = run.schedule().deliveryMillis(1);
    run.block(
        millis,
        fixture.readings(0, 1, fixture.reading("gen-1", 0, JOULES)),
        fixture.readings(0, 2, fixture.reading("load-2", 0, 0)),
        fixture.readings(0, 3, fixture.reading("gen-3", 0, 0), fixture.reading("load-3", 0, 0)));
    assertThat(run.account("gen-1").creditsJoules()).isEqualTo(JOULES);
  }

  private OutcomeCode call(ParticipantId who, String method, byte[] arguments) {
    last =
        run.block(++millis, fixture.call(who.value(), new Call(++nonce, token, method, arguments)));
    return last.outcomes().getFirst().code();
  }

  private CallReceipt receipt() {
    return last.receipts().getFirst();
  }

  private OutcomeCode transfer(ParticipantId from, ParticipantId to, long amount) {
    return call(from, Tokens.TRANSFER, new Transfer(to, amount, new byte[0]).toBytes());
  }

  private OutcomeCode approve(ParticipantId owner, ParticipantId spender, long amount) {
    return call(owner, Tokens.APPROVE, new Approve(spender, amount).toBytes());
  }

  private OutcomeCode spend(ParticipantId from, ParticipantId to, long amount) {
    return call(SPENDER, Tokens.TRANSFER_FROM, new TransferFrom(from, to, amount).toBytes());
  }

  private long number(String method, byte[] arguments) {
    assertThat(call(SPENDER, method, arguments)).isEqualTo(OutcomeCode.ACCEPTED);
    return CanonicalReader.readAll(receipt().result(), CanonicalReader::i64);
  }

  private long balanceOf(ParticipantId owner) {
    return number(Tokens.BALANCE_OF, new BalanceOf(owner).toBytes());
  }

  private long allowance(ParticipantId owner, ParticipantId spender) {
    return number(Tokens.ALLOWANCE, new AllowanceOf(owner, spender).toBytes());
  }

  private void assertTold(String event, Object... values) {
    assertThat(receipt().events())
        .containsExactly(
            new ContractEvent(
                token, event, List.of(values).stream().map(String::valueOf).toList()));
  }

  private boolean isCredit() {
    return token.equals(Tokens.CREDIT);
  }

  private long held(ParticipantId id) {
    Account account = run.state().account(id);
    return isCredit() ? account.creditsJoules() : account.balanceMicros();
  }

  @Test
  void total_supply_returns_the_total_supply() {
    assertThat(number(Tokens.TOTAL_SUPPLY, new byte[0]))
        .isEqualTo(
            isCredit()
                ? run.state().supply().creditsJoules()
                : run.state().supply().issuedMicros());
    assertThat(receipt().gasUsed()).isEqualTo(3_003);
  }

  @Test
  void balance_of_returns_the_balance_of_anybody() {
    assertThat(balanceOf(OWNER)).isPositive().isEqualTo(held(OWNER));
    assertThat(balanceOf(new ParticipantId("nobody"))).isZero();
    assertThat(balanceOf(new ParticipantId("ledger.balancing")))
        .isEqualTo(held(new ParticipantId("ledger.balancing")));
    assertThat(run.state().layer().get(StateKey.account(new ParticipantId("nobody")))).isEmpty();
  }

  @Test
  void transfer_moves_the_amount_and_fires_transfer() {
    long owner = held(OWNER);
    long receiver = held(RECEIVER);
    assertThat(transfer(OWNER, RECEIVER, 7)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", OWNER, RECEIVER, 7);
    assertThat(receipt().gasUsed()).isEqualTo(4_012);
    assertThat(receipt().result()).isEmpty();
    assertThat(held(OWNER)).isEqualTo(owner - 7);
    assertThat(held(RECEIVER)).isEqualTo(receiver + 7);
  }

  @Test
  void transfer_fails_if_the_callers_balance_has_not_enough() {
    long owner = held(OWNER);
    assertThat(transfer(OWNER, RECEIVER, owner + 1)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(transfer(OWNER, RECEIVER, Long.MAX_VALUE)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(receipt().events()).isEmpty();
    assertThat(held(OWNER)).isEqualTo(owner);
    assertThat(transfer(OWNER, RECEIVER, owner)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(held(OWNER)).isZero();
  }

  @Test
  void a_transfer_of_0_is_treated_as_a_normal_one_and_fires_transfer() {
    long owner = held(OWNER);
    assertThat(transfer(OWNER, RECEIVER, 0)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", OWNER, RECEIVER, 0);
    assertThat(receipt().gasUsed()).isEqualTo(4_012);
    assertThat(held(OWNER)).isEqualTo(owner);
  }

  @Test
  void a_transfer_to_oneself_changes_nothing_and_fires_transfer() {
    long owner = held(OWNER);
    assertThat(transfer(OWNER, OWNER, owner)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", OWNER, OWNER, owner);
    assertThat(held(OWNER)).isEqualTo(owner);
    assertThat(transfer(OWNER, OWNER, owner + 1)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
  }

  @Test
  void approve_sets_what_the_spender_may_take_and_fires_approval() {
    assertThat(approve(OWNER, SPENDER, 9)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("approval", OWNER, SPENDER, 9);
    assertThat(receipt().gasUsed()).isEqualTo(3_507);
    assertThat(allowance(OWNER, SPENDER)).isEqualTo(9);
    assertThat(receipt().gasUsed()).isEqualTo(3_003);
    assertThat(allowance(SPENDER, OWNER)).isZero();
    assertThat(allowance(OWNER, RECEIVER)).isZero();
  }

  @Test
  void approve_called_again_overwrites_the_allowance() {
    approve(OWNER, SPENDER, 9);
    approve(OWNER, SPENDER, 4);
    assertThat(allowance(OWNER, SPENDER)).isEqualTo(4);
    assertThat(approve(OWNER, SPENDER, 0)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("approval", OWNER, SPENDER, 0);
    assertThat(receipt().gasUsed()).isEqualTo(3_009);
    assertThat(allowance(OWNER, SPENDER)).isZero();
    assertThat(spend(OWNER, RECEIVER, 1)).isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
  }

  @Test
  void more_may_be_approved_than_there_is() {
    assertThat(approve(OWNER, SPENDER, Long.MAX_VALUE)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(spend(OWNER, RECEIVER, held(OWNER) + 1)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(allowance(OWNER, SPENDER)).as("it failed").isEqualTo(Long.MAX_VALUE);
    assertThat(spend(OWNER, RECEIVER, 5)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(allowance(OWNER, SPENDER)).as("no exception").isEqualTo(Long.MAX_VALUE - 5);
  }

  @Test
  void transfer_from_moves_what_was_approved_and_fires_transfer() {
    long owner = held(OWNER);
    long receiver = held(RECEIVER);
    approve(OWNER, SPENDER, 9);
    assertThat(spend(OWNER, RECEIVER, 4)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", OWNER, RECEIVER, 4);
    assertThat(receipt().gasUsed()).isEqualTo(4_516);
    assertThat(spend(OWNER, RECEIVER, 5)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(receipt().gasUsed()).isEqualTo(4_018);
    assertThat(held(OWNER)).isEqualTo(owner - 9);
    assertThat(held(RECEIVER)).isEqualTo(receiver + 9);
    assertThat(allowance(OWNER, SPENDER)).isZero();
  }

  @Test
  void transfer_from_fails_unless_the_owner_authorized_the_sender() {
    assertThat(spend(OWNER, RECEIVER, 1)).isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
    approve(OWNER, RECEIVER, 9);
    assertThat(spend(OWNER, SPENDER, 1)).isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
    approve(OWNER, SPENDER, 1);
    assertThat(spend(OWNER, RECEIVER, 2)).isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
    assertThat(spend(SPENDER, RECEIVER, 1))
        .as("one's own tokens, too, need an approval there")
        .isEqualTo(OutcomeCode.INSUFFICIENT_ALLOWANCE);
  }

  @Test
  void a_transfer_from_of_0_is_treated_as_a_normal_one_and_fires_transfer() {
    assertThat(spend(OWNER, RECEIVER, 0)).isEqualTo(OutcomeCode.ACCEPTED);
    assertTold("transfer", OWNER, RECEIVER, 0);
  }

  @Test
  void only_participants_can_have_spend_or_give_tokens() {
    for (String name : new String[] {"ledger.tariff", "agg-1", "nobody"}) {
      var nobody = new ParticipantId(name);
      assertThat(transfer(OWNER, nobody, 0)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
      assertThat(approve(OWNER, nobody, 0)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
      assertThat(spend(OWNER, nobody, 0)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
      assertThat(spend(nobody, RECEIVER, 0)).isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    }
  }

  @Test
  void arguments_that_are_none_of_the_method_are_refused() {
    for (String method :
        List.of(
            Tokens.TRANSFER,
            Tokens.APPROVE,
            Tokens.TRANSFER_FROM,
            Tokens.BALANCE_OF,
            Tokens.ALLOWANCE,
            Tokens.TOTAL_SUPPLY)) {
      assertThat(call(OWNER, method, new byte[3])).isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    }
    assertThat(call(OWNER, "mint", new byte[0])).isEqualTo(OutcomeCode.UNKNOWN_METHOD);
  }
}
