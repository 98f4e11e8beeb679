package io.wattmesh.ledger.contract.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.contract.kit.CallRun;
import io.wattmesh.ledger.contract.kit.ContractKit;
import io.wattmesh.ledger.transaction.OutcomeCode;
import io.wattmesh.proto.contract.BatchTransfer;
import io.wattmesh.proto.contract.BatchTransfer.Payment;
import io.wattmesh.proto.contract.ContractEvent;
import io.wattmesh.proto.contract.Deposit;
import io.wattmesh.proto.contract.Tokens;
import io.wattmesh.proto.contract.Transfer;
import io.wattmesh.proto.model.ParticipantId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaymentTokenTwoTest {
  private static final long ALL = ContractKit.TOKENS_MICROS;

  private final ContractKit kit = new ContractKit(new PaymentTokenTwo(), "anna", "bert", "cleo");

  private static Payment pay(String to, long amount) {
    return new Payment(new ParticipantId(to), amount);
  }

  private CallRun batch(Payment... payments) {
    return kit.call("anna", Tokens.BATCH_TRANSFER, arguments(payments));
  }

  private static byte[] arguments(Payment... payments) {
    return new BatchTransfer(List.of(payments), new byte[0]).toBytes();
  }

  private void assertBalances(long anna, long bert, long cleo) {
    assertThat(kit.account("anna").balanceMicros()).isEqualTo(anna);
    assertThat(kit.account("bert").balanceMicros()).isEqualTo(bert);
    assertThat(kit.account("cleo").balanceMicros()).isEqualTo(cleo);
  }

  @Test
  void a_batch_pays_each_and_tells_so() {
    CallRun run = batch(pay("bert", 7), pay("cleo", 30));
    assertThat(run.code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(run.events())
        .containsExactly(
            new ContractEvent(Tokens.PAYMENT, "transfer", List.of("anna", "bert", "7")),
            new ContractEvent(Tokens.PAYMENT, "transfer", List.of("anna", "cleo", "30")));
    assertBalances(ALL - 37, ALL + 7, ALL + 30);
  }

  @Test
  void who_pays_itself_too_keeps_it() {
    assertThat(batch(pay("anna", 5), pay("bert", ALL - 5)).accepted()).isTrue();
    assertBalances(5, 2 * ALL - 5, ALL);
  }

  @Test
  void a_batch_that_can_not_be_paid_in_full_pays_nobody() {
    assertThat(batch(pay("bert", ALL), pay("cleo", 1)).code())
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(batch(pay("bert", 1), pay("dora", 1)).code())
        .isEqualTo(OutcomeCode.UNKNOWN_RECIPIENT);
    assertThat(batch(pay("bert", Long.MAX_VALUE), pay("cleo", 1)).code())
        .isEqualTo(OutcomeCode.OVERFLOW);
    assertThat(kit.call("anna", Tokens.BATCH_TRANSFER, new byte[4]).code())
        .isEqualTo(OutcomeCode.BAD_ARGUMENTS);
    assertBalances(ALL, ALL, ALL);
  }

  @Test
  void tokens_that_are_set_aside_are_not_paid_out() {
    assertThat(kit.call("anna", Tokens.POST_DEPOSIT, new Deposit(ALL - 10).toBytes()).accepted())
        .isTrue();
    assertThat(batch(pay("bert", 5), pay("cleo", 6)).code())
        .isEqualTo(OutcomeCode.INSUFFICIENT_FUNDS);
    assertThat(batch(pay("bert", 5), pay("cleo", 5)).accepted()).isTrue();
  }

  @Test
  void each_step_is_charged_before_it_is_taken() {
    assertThat(
            kit.gasSteps("anna", Tokens.BATCH_TRANSFER, arguments(pay("bert", 7), pay("cleo", 1))))
        .containsExactly(
            3_000L, 2L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 500L, 1L, 1L, 500L, 4L, 1L, 1L, 500L, 4L);
  }

  @Test
  void sixty_four_payees_cost_one_signature() {
    String[] names = IntStream.range(100, 164).mapToObj(k -> "p-" + k).toArray(String[]::new);
    var crowd = new ContractKit(new PaymentTokenTwo(), names);
    Payment[] payments =
        IntStream.range(100, 164).mapToObj(k -> pay("p-" + k, k)).toArray(Payment[]::new);
    CallRun run = crowd.call("p-100", Tokens.BATCH_TRANSFER, arguments(payments));
    assertThat(run.events()).hasSize(64);
    assertThat(run.gasUsed()).isEqualTo(3_000 + 36 + 503 + 64 * 508L);
    assertThat(crowd.account("p-163").balanceMicros()).isEqualTo(ALL + 163);
  }

  @Test
  void all_that_the_first_version_does_it_does_alike() {
    byte[] transfer = new Transfer(new ParticipantId("bert"), 7, new byte[0]).toBytes();
    var first = new ContractKit(new PaymentToken(), "anna", "bert", "cleo");
    assertThat(kit.gasSteps("anna", Tokens.TRANSFER, transfer))
        .isEqualTo(first.gasSteps("anna", Tokens.TRANSFER, transfer));
    assertThat(kit.call("anna", Tokens.TRANSFER, transfer).stateRoot())
        .isEqualTo(first.call("anna", Tokens.TRANSFER, transfer).stateRoot());
    assertThat(kit.call("anna", "mint", transfer).code()).isEqualTo(OutcomeCode.UNKNOWN_METHOD);
    assertThat(first.call("anna", Tokens.BATCH_TRANSFER, arguments(pay("bert", 1))).code())
        .isEqualTo(OutcomeCode.UNKNOWN_METHOD);
  }
}
