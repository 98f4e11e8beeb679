package io.wattmesh.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, real SIGKILLs: takes about two minutes on two processors that others use too,
 * most of it for three processes to start and for lost ones to be given up. Which role's node is
 * killed in which phase is the day's; {@code -Ddrill.cell=N} asks for one.
 */
class KillDrillTest {
  @TempDir private Path folder;

  @Test
  @Tag("seed-5")
  void killing_a_roles_node_and_then_another_in_mid_interval_loses_no_acknowledged_bid()
      throws Exception {
    long cell = Long.getLong("drill.cell", LocalDate.now(ZoneOffset.UTC).toEpochDay());
    SliceDrill slice = SliceDrill.of(cell);

    List<DrillReport> reports = DrillReport.of(slice, folder, course -> {});

    assertThat(reports).hasSize(2);
    for (DrillReport report : reports) {
      String what = "-Ddrill.cell=%d: %s".formatted(cell, report.toJson());
      assertThat(report.evidence().lost()).as(what).isZero();
      assertThat(report.evidence().duplicated()).as(what).isZero();
      assertThat(report.facts().conflictingBlocks()).as(what).isZero();
      assertThat(report.facts().differentStateRoots()).as(what).isZero();
      assertThat(report.facts().refusal()).as(what).isEmpty();
      assertThat(report.isNextInTime()).as(what).isTrue();
      assertThat(report.isGood()).as(what).isTrue();
    }
    assertThat(reports.stream().mapToInt(report -> report.evidence().cleared()).sum())
        .as("bids of three intervals at least, by sixteen participants")
        .isGreaterThan(32);
  }
}
