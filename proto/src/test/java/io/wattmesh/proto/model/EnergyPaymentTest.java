package io.wattmesh.proto.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnergyPaymentTest {
  @Test
  void one_mwh_at_a_price_is_worth_that_price() {
    assertThat(EnergyPayment.floorMicros(3_600_000_000L, 12_370_000)).isEqualTo(12_370_000);
    assertThat(EnergyPayment.floorMicros(-3_600_000_000L, 12_370_000)).isEqualTo(-12_370_000);
  }

  @Test
  void a_fraction_is_rounded_down_for_both_signs_or_up_where_asked() {
    assertThat(EnergyPayment.floorMicros(1, 1)).isZero();
    assertThat(EnergyPayment.floorMicros(-1, 1)).isEqualTo(-1);
    assertThat(EnergyPayment.ceilMicros(1, 1)).isEqualTo(1);
    assertThat(EnergyPayment.ceilMicros(-1, 1)).isZero();
  }

  @Test
  void seeded_products_are_the_exact_ones_rounded_within_64_bits_and_beyond() {
    var random = new Random(36);
    for (int round = 0; round < 20_000; round++) {
      long energy = random.nextLong() >> random.nextInt(7, 63);
      long price = random.nextLong() >> random.nextInt(24, 63);
      BigDecimal exact = BigDecimal.valueOf(energy).multiply(BigDecimal.valueOf(price));
      BigDecimal mwh = BigDecimal.valueOf(EnergyPayment.JOULES_PER_MWH);
      assertThat(EnergyPayment.floorMicros(energy, price))
          .isEqualTo(exact.divide(mwh, 0, RoundingMode.FLOOR).longValueExact());
      assertThat(EnergyPayment.ceilMicros(energy, price))
          .isEqualTo(exact.divide(mwh, 0, RoundingMode.CEILING).longValueExact());
    }
  }

  @Test
  void a_value_beyond_64_bits_is_an_error_and_never_wraps() {
    assertThatThrownBy(() -> EnergyPayment.floorMicros(Long.MAX_VALUE, Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> EnergyPayment.floorMicros(Long.MIN_VALUE, 3_600_000_001L))
        .isInstanceOf(ArithmeticException.class);
  }
}
