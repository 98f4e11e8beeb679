package io.wattmesh.cluster.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.proto.model.MarketSchedule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MarketClockTest {
  private static final MarketSchedule SCHEDULE =
      new MarketSchedule(1_744_286_400_000L, 8_000, 2_000, 1_000, 2_000);

  @Test
  void delivery_of_interval_0_begins_at_the_given_instant_whatever_day_the_scenario_is_of() {
    Instant start = Instant.parse("2026-11-30T12:00:00Z");
    assertThat(MarketClock.of(start::toEpochMilli, SCHEDULE, start).getAsLong())
        .isEqualTo(SCHEDULE.deliveryMillis(0));
    assertThat(MarketClock.of(() -> start.toEpochMilli() + 8_000, SCHEDULE, start).getAsLong())
        .isEqualTo(SCHEDULE.deliveryMillis(1));
    assertThat(MarketClock.of(() -> start.toEpochMilli() - 1, SCHEDULE, start).getAsLong())
        .isEqualTo(SCHEDULE.deliveryMillis(0) - 1);
  }
}
