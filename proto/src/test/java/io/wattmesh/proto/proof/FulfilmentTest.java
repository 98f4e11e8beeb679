package io.wattmesh.proto.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.proof.Fulfilment.Status;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("seed-43")
class FulfilmentTest {
  /** Awarded, delivered and credited; then what that is. */
  @ParameterizedTest
  @CsvSource({
    " 10,   8,  8, PART_FULFILLED,  8, 2, 0,  8, 0",
    " 10,  12, 12,      FULFILLED, 10, 0, 2, 10, 2",
    " 10,  10, 10,      FULFILLED, 10, 0, 0, 10, 0",
    " 10,   0,  0,    UNFULFILLED,  0, 10, 0, 0, 0",
    " 10,  -3,  0,    UNFULFILLED,  0, 13, 0, 0, 0",
    " 10,  12,  9,      FULFILLED, 10, 0, 2,  9, 0",
    "-10,  -8,  0, PART_FULFILLED,  8, 0, 2,  0, 0",
    "-10, -12,  0,      FULFILLED, 10, 2, 0,  0, 0",
    "-10,   3,  3,    UNFULFILLED,  0, 0, 13, 0, 3",
    "  0,   5,  5,           NONE,  0, 0, 5,  0, 5",
    "  0,  -5,  0,           NONE,  0, 5, 0,  0, 0",
    "  0,   0,  0,           NONE,  0, 0, 0,  0, 0",
  })
  void an_award_is_kept_as_far_as_it_was_delivered_or_taken(
      long awarded,
      long delivered,
      long credits,
      Status status,
      long fulfilled,
      long shortfall,
      long surplus,
      long committed,
      long uncommitted) {
    assertThat(Fulfilment.of(awarded, delivered, credits))
        .isEqualTo(new Fulfilment(status, fulfilled, shortfall, surplus, committed, uncommitted));
  }

  @Test
  void the_parts_always_add_up_to_the_whole() {
    var random = new Random(43);
    for (int k = 0; k < 10_000; k++) {
      long awarded = random.nextInt(-50, 50);
      long delivered = random.nextInt(-50, 50);
      long credits = Math.max(0, delivered);
      Fulfilment fulfilment = Fulfilment.of(awarded, delivered, credits);
      assertThat(fulfilment.surplusJoules() - fulfilment.shortfallJoules())
          .isEqualTo(delivered - awarded);
      assertThat(fulfilment.committedCreditsJoules() + fulfilment.uncommittedCreditsJoules())
          .isEqualTo(credits);
      assertThat(fulfilment.fulfilledJoules()).isBetween(0L, Math.abs(awarded));
    }
  }
}
