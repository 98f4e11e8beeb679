package io.wattmesh.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuProfileTest {
  private static StackTraceElement[] stack(String... innermostFirst) {
    var frames = new StackTraceElement[innermostFirst.length];
    for (int k = 0; k < frames.length; k++) {
      frames[k] = new StackTraceElement(innermostFirst[k], "method", null, 1);
    }
    return frames;
  }

  @Test
  void a_librarys_work_is_its_callers() {
    assertThat(
            CpuStage.of(
                stack(
                    "org.bouncycastle.math.ec.rfc8032.Ed25519",
                    "io.wattmesh.proto.crypto.VerificationKey",
                    "io.wattmesh.market.aggregation.BidIntake",
                    "org.apache.pekko.actor.ActorCell")))
        .isEqualTo(CpuStage.INTAKE);
  }

  @Test
  void a_check_within_a_rule_is_a_check_and_a_rule_without_one_is_execution() {
    assertThat(
            CpuStage.of(
                stack(
                    "io.wattmesh.proto.crypto.VerificationKey",
                    "io.wattmesh.ledger.market.SignatureCheck",
                    "io.wattmesh.ledger.market.BookRule")))
        .isEqualTo(CpuStage.CHECKS);
    assertThat(CpuStage.of(stack("io.wattmesh.ledger.market.BookRule")))
        .isEqualTo(CpuStage.EXECUTION);
    assertThat(CpuStage.of(stack("io.wattmesh.ledger.market.ReadingRule")))
        .isEqualTo(CpuStage.READINGS);
    assertThat(CpuStage.of(stack("io.wattmesh.grid.certificate.CertificateChecker")))
        .isEqualTo(CpuStage.CERTIFICATE);
  }

  @Test
  void the_fleets_own_work_is_told_from_the_books_kept_of_it() {
    assertThat(CpuStage.of(stack("io.wattmesh.load.fleet.DeviceFleet")))
        .isEqualTo(CpuStage.SIGNING);
    assertThat(
            CpuStage.of(
                stack("org.HdrHistogram.Recorder", "io.wattmesh.load.measure.LatencyRecorders")))
        .isEqualTo(CpuStage.MEASURING);
    assertThat(CpuStage.of(stack("java.lang.Thread"))).isEqualTo(CpuStage.OTHER);
  }

  @Test
  void an_idle_threads_time_is_shared_out_as_its_kinds_and_none_is_lost() {
    var kind = new EnumMap<CpuStage, Long>(CpuStage.class);
    kind.put(CpuStage.INTAKE, 300L);
    kind.put(CpuStage.CLEARING, 100L);
    kind.put(CpuStage.OTHER, 41L);

    Map<CpuStage, Long> shared = CpuProfile.shareOut(kind);

    assertThat(shared.get(CpuStage.INTAKE)).isEqualTo(330);
    assertThat(shared.get(CpuStage.CLEARING)).isEqualTo(110);
    assertThat(shared.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(441);
    assertThat(CpuProfile.shareOut(Map.of(CpuStage.OTHER, 5L)))
        .containsOnly(Map.entry(CpuStage.OTHER, 5L));
  }

  @Test
  void all_of_a_busy_threads_time_is_in_some_stage() throws InterruptedException {
    try (CpuProfile profile = CpuProfile.start()) {
      profile.reset();
      var busy = new Thread(SignatureCost::measure, "busy-1");
      busy.start();
      busy.join();
      Map<CpuStage, Long> nanos = profile.nanosByStage();

      assertThat(nanos).containsOnlyKeys(CpuStage.values());
      assertThat(nanos.get(CpuStage.MEASURING))
          .as("3,000 signatures and as many checks, in a class of the load tester")
          .isGreaterThan(20_000_000);
    }
  }

  @Test
  void signatures_alone_cost_what_the_formula_says() {
    var cost = new SignatureCost(10_000, 40_000, 12_000, 50_000);

    assertThat(cost.floorSeconds(1_000, 4)).isEqualTo(0.42);
    assertThat(cost.busyFloorSeconds(1_000, 4)).isEqualTo(0.524);
    SignatureCost measured = SignatureCost.measure();
    assertThat(measured.signNanos()).isPositive();
    assertThat(measured.checkNanos()).isGreaterThan(measured.signNanos());
  }
}
