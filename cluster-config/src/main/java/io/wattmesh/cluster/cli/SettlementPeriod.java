package io.wattmesh.cluster.cli;

import io.wattmesh.proto.model.MarketSchedule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/** Over which intervals a statement is netted, by the UTC day on which their delivery begins. */
enum SettlementPeriod {
  DAY,
  /** From Monday on, named by it. */
  WEEK,
  MONTH,
  ALL;

  /** The name of the period that an interval is in. */
  String of(long interval, MarketSchedule schedule) {
    LocalDate day =
        Instant.ofEpochMilli(schedule.deliveryMillis(interval))
            .atOffset(ZoneOffset.UTC)
            .toLocalDate();
    return switch (this) {
      case DAY -> day.toString();
      case WEEK -> "week of " + day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> YearMonth.from(day).toString();
      case ALL -> "all";
    };
  }
}
