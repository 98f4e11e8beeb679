package io.wattmesh.ledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed-43")
class DeviationPriceTest {
  private static final long TENTH = 100_000;

  @Test
  void a_shortfall_costs_a_tenth_more_and_a_surplus_earns_a_tenth_less() {
    assertThat(DeviationPrice.microsPerMwh(-1, 200_000_000, TENTH)).isEqualTo(220_000_000);
    assertThat(DeviationPrice.microsPerMwh(1, 200_000_000, TENTH)).isEqualTo(180_000_000);
  }

  @Test
  void a_negative_price_does_not_reward_those_who_do_not_deliver() {
    assertThat(DeviationPrice.microsPerMwh(-1, -200_000_000, TENTH)).isEqualTo(-180_000_000);
    assertThat(DeviationPrice.microsPerMwh(1, -200_000_000, TENTH)).isEqualTo(-220_000_000);
  }

  @Test
  void the_margin_is_rounded_down() {
    assertThat(DeviationPrice.microsPerMwh(-1, 19, TENTH)).isEqualTo(20);
    assertThat(DeviationPrice.microsPerMwh(1, -19, TENTH)).isEqualTo(-20);
  }

  @Test
  void numbers_beyond_64_bits_throw_and_never_wrap() {
    assertThatThrownBy(() -> DeviationPrice.microsPerMwh(-1, Long.MAX_VALUE, TENTH))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> DeviationPrice.microsPerMwh(-1, Long.MIN_VALUE, 0))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> DeviationPrice.microsPerMwh(-1, Long.MAX_VALUE, 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
