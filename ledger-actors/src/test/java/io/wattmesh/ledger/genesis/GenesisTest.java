package io.wattmesh.ledger.genesis;

import static io.wattmesh.ledger.GenesisDraft.MEGAWATT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wattmesh.ledger.CreditDraft;
import io.wattmesh.ledger.GenesisDraft;
import io.wattmesh.proto.codec.MalformedBytesException;
import io.wattmesh.proto.model.ParticipantId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenesisTest {
  private final GenesisDraft draft = new GenesisDraft();

  private void assertRefused(String words) {
    assertThatThrownBy(draft::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void a_genesis_is_its_bytes_and_its_id_is_theirs() {
    Genesis genesis = draft.build();
    Genesis read = Genesis.ofBytes(genesis.toBytes());
    assertThat(read).isEqualTo(genesis);
    assertThat(read.chainId()).isEqualTo(genesis.chainId());
    assertThat(read.toBytes()).isEqualTo(genesis.toBytes());
  }

  @Test
  void every_changed_byte_is_malformed_or_another_chain() {
    Genesis genesis = draft.build();
    byte[] bytes = genesis.toBytes();
    for (int k = 0; k < bytes.length; k++) {
      byte[] changed = bytes.clone();
      changed[k] ^= (byte) (1 << k % 8);
      try {
        assertThat(Genesis.ofBytes(changed).chainId())
            .as("byte %d", k)
            .isNotEqualTo(genesis.chainId());
      } catch (MalformedBytesException e) {
        assertThat(e).as("byte %d", k).hasMessageMatching("(?s).+");
      }
    }
    assertThatThrownBy(() -> Genesis.ofBytes(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> Genesis.ofBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void fees_of_calls_lie_within_their_limits_and_are_part_of_the_genesis() {
    Genesis free = draft.build();
    draft.fees = new ContractFees(1_000_000, 1_000_000);
    Genesis dear = Genesis.ofBytes(draft.build().toBytes());
    assertThat(dear.parameters().fees()).isEqualTo(draft.fees);
    assertThat(dear.chainId()).isNotEqualTo(free.chainId());
    long[][] wrong = {{-1, 0}, {1_000_001, 0}, {0, -1}, {0, 1_000_001}};
    for (long[] fees : wrong) {
      assertThatThrownBy(() -> new ContractFees(fees[0], fees[1]))
          .hasMessageContaining("gas price (%d", fees[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger.tariff", "ledger.rounding", "ledger.balancing"})
  void nobody_has_an_account_of_the_ledger_itself(String id) {
    draft.participant(id, 1, 0, MEGAWATT);
    assertRefused(id);
  }

  @Test
  void a_bus_that_the_network_lacks_is_refused_before_it_has_a_price() {
    draft.participant("lost", 9, 0, MEGAWATT);
    assertRefused("9");
  }

  @Test
  void an_aggregator_of_a_bus_that_the_network_lacks_is_refused() {
    draft.role("agg-9", Role.AGGREGATOR, 9);
    assertRefused("agg-9");
  }

  @Test
  void an_oracle_where_nobody_could_settle_its_readings_is_refused() {
    draft.identities.removeIf(identity -> identity.id().value().equals("agg-2"));
    assertRefused("meter-2");
  }

  @Test
  void an_identity_given_twice_is_refused() {
    draft.role("gen-1", Role.REGION, 1);
    assertThatThrownBy(draft::build).hasMessageContaining("gen-1");
  }

  @Test
  void tokens_of_which_a_sum_could_overflow_are_refused() {
    draft.participant("rich", 1, 0, MEGAWATT, Long.MAX_VALUE / 2);
    assertRefused("tokens");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 2, Long.MAX_VALUE / 3_600})
  void devices_whose_energy_could_overflow_are_refused(long watts) {
    draft.participant("big", 1, -watts, watts);
    assertRefused("big");
  }

  @Test
  void the_least_long_as_a_device_limit_is_refused() {
    draft.participant("big", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    assertRefused("big");
  }

  @Test
  void devices_whose_worst_deviation_could_overflow_are_refused() {
    draft.capMicrosPerMwh = 1_000_000_000_000L;
    draft.participant("big", 1, 0, 1_000_000 * MEGAWATT);
    draft.build();
    draft.participant("bigger", 1, 0, 2_000_000 * MEGAWATT);
    assertRefused("bigger");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_000_000_000_001L, Long.MAX_VALUE})
  void a_price_cap_that_is_not_positive_or_beyond_all_bids_is_refused(long cap) {
    draft.capMicrosPerMwh = cap;
    assertRefused("cap");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1_000_001, Long.MAX_VALUE})
  void a_deviation_factor_beyond_the_price_itself_is_refused(long factor) {
    draft.deviationPartsPerMillion = factor;
    assertRefused("factor");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000_000_001, -1_000_000_001, Long.MIN_VALUE})
  void a_void_price_beyond_the_cap_is_refused(long price) {
    draft.voidPriceMicrosPerMwh = price;
    assertRefused("void price");
  }

  @Test
  void a_schedule_by_which_too_many_intervals_would_wait_is_refused() {
    draft.schedule = new io.wattmesh.proto.model.MarketSchedule(0, 1_000, 2_000, 1_000, 10_000_000);
    assertRefused("unsettled");
  }

  private final CreditDraft credit = new CreditDraft();

  private void assertCreditRefused(String words) {
    assertThatThrownBy(
            () -> {
              draft.credit = credit.build();
              draft.build();
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void the_rules_of_credit_are_part_of_the_genesis() {
    Genesis without = draft.build();
    credit.issuanceCapMicros = 1L << 61;
    credit.lossOrder = LossOrder.FREE_DEPOSIT;
    credit.requiredDepositMicros = 7;
    credit.correctionWindowMillis = 86_400_000;
    credit.refund = new RentRefund(288, true);
    credit.feederTolerancePartsPerMillion = 20_000;
    credit.origin("gen-1", "solar").origin("gen-3", "wind-2");
    draft.credit = credit.build();
    draft.role("bank", Role.ISSUER, 0).role("feeder-2", Role.FEEDER, 2);
    Genesis genesis = draft.build();
    Genesis read = Genesis.ofBytes(genesis.toBytes());
    assertThat(read).isEqualTo(genesis);
    assertThat(read.parameters().credit()).isEqualTo(draft.credit);
    assertThat(read.chainId()).isNotEqualTo(without.chainId());
    assertThat(read.accountHolders())
        .extracting(Identity::id)
        .hasSize(5)
        .contains(new ParticipantId("bank"));
  }

  @Test
  void rules_of_credit_beyond_their_limits_are_refused() {
    credit.issuanceCapMicros = (1L << 61) + 1;
    assertCreditRefused("cap of issuance");
    credit.issuanceCapMicros = -1;
    assertCreditRefused("cap of issuance (-1)");
    credit.issuanceCapMicros = 0;
    credit.requiredDepositMicros = -1;
    assertCreditRefused("deposit for bids (-1)");
    credit.requiredDepositMicros = 0;
    credit.correctionWindowMillis = -1;
    assertCreditRefused("not -1");
    credit.correctionWindowMillis = 366L * 86_400_000 + 1;
    assertCreditRefused("corrected");
    credit.correctionWindowMillis = 0;
    credit.feederTolerancePartsPerMillion = 1_000_001;
    assertCreditRefused("1000001");
    credit.feederTolerancePartsPerMillion = 0;
    credit.origin("gen-1", "Solar");
    assertCreditRefused("'Solar' of gen-1");
    credit.origin("gen-1", "solar").origin("agg-1", "solar");
    assertCreditRefused("agg-1");
    credit.origins.remove(new ParticipantId("agg-1"));
    credit.origin("nobody", "solar");
    assertCreditRefused("nobody");
    assertThatThrownBy(() -> new RentRefund(-1, false)).hasMessageContaining("every -1");
    assertThatThrownBy(() -> new RentRefund(100_001, false)).hasMessageContaining("100001");
    assertThatThrownBy(() -> LossOrder.ofCode(4)).hasMessageContaining("4 is unknown");
  }

  @Test
  void corrections_that_would_keep_too_many_intervals_are_refused() {
    draft.schedule = new io.wattmesh.proto.model.MarketSchedule(0, 1_000, 2_000, 1_000, 10_000);
    credit.correctionWindowMillis = 9_900_000;
    draft.credit = credit.build();
    draft.build();
    credit.correctionWindowMillis = 10_000_000;
    assertCreditRefused("unsettled");
  }

  @Test
  void withdrawals_that_could_overflow_before_they_are_refunded_are_refused() {
    draft.participant("big", 1, -1_000_000 * MEGAWATT, 0);
    draft.capMicrosPerMwh = 1;
    draft.voidPriceMicrosPerMwh = 0;
    draft.build();
    credit.refund = new RentRefund(100_000, false);
    assertCreditRefused("overflows");
  }

  @Test
  void a_bus_has_one_feeder_head_meter_and_it_is_where_there_are_books() {
    draft.role("feeder-2", Role.FEEDER, 2).role("other-2", Role.FEEDER, 2);
    assertRefused("second feeder-head meter");
    draft.identities.removeIf(identity -> identity.id().value().equals("other-2"));
    draft.identities.removeIf(identity -> identity.id().value().equals("agg-2"));
    assertRefused("at bus 2 without an aggregator");
  }
}
