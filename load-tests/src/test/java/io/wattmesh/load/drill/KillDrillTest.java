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
 * Real processes, a real SIGKILL: takes more than a minute on two processors that others use too,
 * most of it for the processes to start and for a lost one to be given up. Whether the node with
 * most validators is killed, or which role's node in which phase, is the day's; {@code
 * -Ddrill.cell=N} asks for one.
 */
class KillDrillTest {
  @TempDir private Path folder;

  @Test
  @Tag("seed-5")
  void killing_a_node_in_mid_interval_loses_no_acknowledged_bid() throws Exception {
    long cell = Long.getLong("drill.cell", LocalDate.now(ZoneOffset.UTC).toEpochDay());
    Drill slice = SliceDrill.of(cell);

    List<DrillReport> reports = DrillReport.of(slice, folder, course -> {});

    assertThat(reports).hasSize(1);
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
        .as("bids of two intervals at least, by sixteen participants")
        .isGreaterThan(16);
  }
}
