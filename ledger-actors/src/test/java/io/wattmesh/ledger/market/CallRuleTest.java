package io.wattmesh.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.LedgerFixture;
import io.wattmesh.ledger.LedgerRun;
import io.wattmesh.ledger.Signing;
import io.wattmesh.ledger.state.Account;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.Call;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.crypto.MessageType;
import io.wattmesh.proto.crypto.SigningContext;
import io.wattmesh.proto.model.Hash;
import io.wattmesh.proto.model.ParticipantId;
import io.wattmesh.proto.proof.OutcomeRecord;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallRuleTest {
  private final LedgerFixture fixture = LedgerFixture.uncongested();
  private final LedgerRun run = new LedgerRun(fixture);
  private final long deposit = run.account("gen-1").balanceMicros();
  private long millis = run.schedule().gateClosureMillis(0);

  private static byte[] transfer(String to, long amountMicros) {
    return new Transfer(new ParticipantId(to), amountMicros, new byte[] {1}).toBytes();
  }

  private byte[] call(String who, long nonce, String to, long amountMicros) {
    return call(
        who, new Call(nonce, Transfer.CONTRACT, Transfer.METHOD, transfer(to, amountMicros)));
  }

  private byte[] call(String who, Call call) {
    return fixture.envelope(MessageType.CALL, who, call.toBytes()).toBytes();
  }

  private OutcomeCode outcome(byte[] transaction) {
    return run.outcome(millis++, transaction);
  }

  private boolean mayTakeEffect(byte[] transaction) {
    return run.machine.mayTakeEffect(run.state().layer(), transaction);
  }

  private long balance(String who) {
    return run.account(who).balanceMicros();
  }

  @Test
  void a_transfer_moves_tokens_once_and_its_nonce_is_used() {
    byte[] call = call("gen-1", 1, "load-2", 700);
    assertThat(mayTakeEffect(call)).isTrue();

    assertThat(outcome(call)).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance("gen-1")).isEqualTo(deposit - 700);
    assertThat(balance("load-2")).isEqualTo(deposit + 700);
    assertThat(mayTakeEffect(call)).isFalse();

    Hash root = run.root();
    assertThat(outcome(call)).isEqualTo(OutcomeCode.DUPLICATE);
    assertThat(outcome(call("gen-1", 1, "gen-3", 5))).isEqualTo(OutcomeCode.DUPLICATE);
    assertThat(run.root()).isEqualTo(root);
  }

  @Test
  void a_transfer_to_oneself_changes_nothing_but_the_nonce() {
    assertThat(outcome(call("gen-1", 1, "gen-1", deposit))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance("gen-1")).isEqualTo(deposit);
    assertThat(outcome(call("gen-1", 1, "gen-1", 1))).isEqualTo(OutcomeCode.DUPLICATE);
  }

  @Test
  void nonces_may_come_in_any_order_within_the_window_and_those_below_are_stale() {
    assertThat(outcome(call("gen-1", 300, "load-2", 1))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(outcome(call("gen-1", 45, "load-2", 1))).isEqualTo(OutcomeCode.ACCEPTED);
    byte[] below = call("gen-1", 44, "load-2", 1);
    assertThat(mayTakeEffect(below)).isFalse();
    assertThat(outcome(below)).isEqualTo(OutcomeCode.STALE_NONCE);
    assertThat(outcome(call("gen-1", 299, "load-2", 1))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(outcome(call("gen-3", 44, "load-2", 1)))
        .as("each participant has nonces of its own")
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(balance("load-2")).isEqualTo(deposit + 4);
  }

  @Test
  void a_call_that_fails_uses_its_nonce_so_that_it_cannot_take_effect_later() {
    byte[] tooMuch = call("gen-1", 1, "load-2", deposit + 1);
    assertThat(outcome(tooMuch)).isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(balance("gen-1")).isEqualTo(deposit);
    assertThat(balance("load-2")).isEqualTo(deposit);

    assertThat(outcome(call("gen-3", 1, "gen-1", 1))).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(mayTakeEffect(tooMuch)).as("now it is covered").isFalse();
    assertThat(outcome(tooMuch)).isEqualTo(OutcomeCode.DUPLICATE);
  }

  @Test
  void what_no_method_can_do_is_refused_by_its_reason() {
    byte[] payment = transfer("load-2", 1);
    assertThat(outcome(call("gen-1", new Call(1, "payment-token", "burn", payment))))
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(outcome(call("gen-1", new Call(2, "credit-token", "transfer", payment))))
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(outcome(call("gen-1", new Call(3, "payment-token", "transfer", new byte[] {1, 2}))))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    byte[] negative = payment.clone();
    Arrays.fill(negative, 10, 18, (byte) 0xff);
    assertThat(outcome(call("gen-1", new Call(4, "payment-token", "transfer", negative))))
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    for (String nobody : new String[] {"ledger.tariff", "agg-1", "nobody"}) {
      assertThat(outcome(call("gen-1", 5 + nobody.length(), nobody, 1)))
          .as(nobody)
          .isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    }
    assertThat(balance("gen-1")).isEqualTo(deposit);
    assertThat(outcome(call("gen-1", 4, "load-2", 1))).isEqualTo(OutcomeCode.DUPLICATE);
  }

  @Test
  void who_is_no_participant_or_did_not_sign_uses_no_nonce() {
    var context = new SigningContext(Hash.ZERO, fixture.context().epoch());
    byte[] payload = new Call(1, "payment-token", "transfer", transfer("load-2", 1)).toBytes();
    byte[] byAnother =
        fixture.context().sign(MessageType.CALL, "gen-1", payload, Signing.key("gen-3")).toBytes();
    byte[] elsewhere =
        context.sign(MessageType.CALL, "gen-1", payload, Signing.key("gen-1")).toBytes();
    Hash root = run.root();

    assertThat(outcome(byAnother)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(outcome(elsewhere)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    for (String signer : new String[] {"agg-1", "nobody", "validator-0"}) {
      byte[] call = fixture.envelope(MessageType.CALL, signer, payload).toBytes();
      assertThat(mayTakeEffect(call)).isFalse();
      assertThat(outcome(call)).isEqualTo(OutcomeCode.UNKNOWN_SIGNER);
    }
    byte[] malformed = fixture.envelope(MessageType.CALL, "gen-1", new byte[] {0}).toBytes();
    assertThat(mayTakeEffect(malformed)).isFalse();
    assertThat(outcome(malformed)).isEqualTo(OutcomeCode.MALFORMED);
    assertThat(run.root()).isEqualTo(root);
    assertThat(outcome(call("gen-1", 1, "load-2", 1))).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void what_is_locked_for_a_bid_cannot_be_paid_away() {
    run.bookSeed(0);
    Account payer = run.account("load-2");
    assertThat(payer.lockedMicros()).isPositive();
    millis = run.schedule().gateClosureMillis(0) + 1;

    assertThat(outcome(call("load-2", 1, "gen-1", payer.freeMicros() + 1)))
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(outcome(call("load-2", 2, "gen-1", payer.freeMicros())))
        .isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.account("load-2").freeMicros()).isZero();
  }

  @Test
  void a_call_in_somebodys_name_that_another_key_signed_is_kept_out_of_blocks() {
    byte[] own = call("gen-1", 1, "load-2", 1);
    byte[] payload =
        new Call(1, Transfer.CONTRACT, Transfer.METHOD, transfer("load-2", 1)).toBytes();
    byte[] forged =
        fixture.context().sign(MessageType.CALL, "gen-1", payload, Signing.key("load-2")).toBytes();

    assertThat(mayTakeEffect(own)).isTrue();
    assertThat(mayTakeEffect(forged)).isFalse();
    assertThat(outcome(forged)).isEqualTo(OutcomeCode.BAD_SIGNATURE);
    assertThat(outcome(own)).isEqualTo(OutcomeCode.ACCEPTED);
  }

  @Test
  void the_codes_that_clients_know_are_the_ledgers() {
    assertThat(OutcomeCode.ACCEPTED.code()).isEqualTo(OutcomeRecord.ACCEPTED);
    assertThat(OutcomeCode.DUPLICATE.code()).isEqualTo(OutcomeRecord.DUPLICATE);
    assertThat(OutcomeCode.STALE_NONCE.code()).isEqualTo(OutcomeRecord.STALE_NONCE);
    assertThat(OutcomeCode.REPEATED.code()).isEqualTo(OutcomeRecord.REPEATED);
  }
}
