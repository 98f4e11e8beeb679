package io.wattmesh.ledger.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.ledger.transaction.OutcomeCode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The seed's settlement, itemised by what the meter of the executed call was charged. */
class SettlementExampleTest {
  private final SettlementExample.Result result = SettlementExample.run();

  @Test
  @Tag("seed-26")
  @Tag("seed-27")
  void the_steps_that_were_charged_are_the_gas_that_the_receipt_states() {
    assertThat(result.code()).isEqualTo(OutcomeCode.ACCEPTED);
    assertThat(result.receipt().gasLimit()).isEqualTo(6_000);
    assertThat(result.receipt().gasUsed()).isEqualTo(4_524);
    assertThat(result.gasOfSteps()).isEqualTo(4_524);
    assertThat(result.steps().stream().filter(step -> step.gas() == 3_000)).hasSize(1);
    assertThat(result.steps().stream().filter(step -> step.step().equals("write account")))
        .extracting(GasStep::subject)
        .containsExactly("buyer", "seller", "ledger.tariff");
    assertThat(
            result.steps().stream()
                .mapToLong(GasStep::gas)
                .filter(gas -> gas != 3_000 && gas != 500)
                .sum())
        .isEqualTo(24);
    assertThat(result.holds()).isTrue();
  }

  @Test
  @Tag("seed-27")
  void one_token_and_a_fee_of_a_hundredth_change_hands_and_nothing_is_lost() {
    assertThat(result.buyerMicros()).isEqualTo(-1_010_000);
    assertThat(result.sellerMicros()).isEqualTo(1_000_000);
    assertThat(result.operatorMicros()).isEqualTo(10_000);
  }

  @Test
  @Tag("seed-26")
  void with_one_gas_less_no_account_changes() {
    assertThat(result.oneLess()).isEqualTo(OutcomeCode.OUT_OF_GAS);
    assertThat(result.changedByOneLess()).isEmpty();
  }
}
