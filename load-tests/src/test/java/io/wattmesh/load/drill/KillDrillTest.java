package io.wattmesh.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes, a real SIGKILL: takes about a minute on two processors, most of it for three
 * processes to start and for a lost one to be given up.
 */
class KillDrillTest {
  @TempDir private Path folder;

  @Test
  @Tag("seed-5")
  void killing_a_node_in_mid_interval_loses_no_acknowledged_bid_and_a_fourth_takes_its_share()
      throws Exception {
    DrillReport report = DrillReport.of(Drill.KILL, folder);

    assertThat(report.evidence().refusal()).isEmpty();
    assertThat(report.evidence().conflictingBlocks()).isZero();
    assertThat(report.evidence().lost()).isZero();
    assertThat(report.evidence().duplicated()).isZero();
    assertThat(report.evidence().cleared() + report.evidence().rejected())
        .isEqualTo(report.evidence().accepted());
    assertThat(report.evidence().cleared())
        .as("bids of three intervals at least, by sixteen participants")
        .isGreaterThan(32);
    assertThat(report.evidence().isGood()).isTrue();
  }
}
