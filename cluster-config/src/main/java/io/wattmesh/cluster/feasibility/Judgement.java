package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdicts on a workload, a platform and limits.
 *
 * <ul>
 *   <li>throughput: arrival rate &lt; throughput, strictly, for at equality a queue need never end;
 *   <li>burst, where one is named: the same for the rate at gate closure;
 *   <li>latency: latency &le; the control loop's time constant;
 *   <li>settlement: latency + finality &lt; the settlement window ("must be less than").
 * </ul>
 */
public record Judgement(List<Check> checks) {
  /**
   * One test.
   *
   * @param name throughput, burst, latency or settlement
   * @param inequality with its numbers and units, as it holds or does not
   */
  public record Check(String name, boolean passes, String inequality) {}

  public Judgement {
    checks = List.copyOf(checks);
  }

  public static Judgement of(Workload workload, Platform platform, Limits limits) {
    var checks = new ArrayList<Check>();
    BigDecimal throughput = platform.throughputTps();
    checks.add(
        check(
            "throughput",
            workload.isBelow(throughput, workload.intervalSeconds()),
            rate(workload, workload.intervalSeconds(), workload.arrivalTps()),
            "<",
            Quantity.words(throughput) + " TPS"));
    workload
        .burstSeconds()
        .ifPresent(
            burst ->
                checks.add(
                    check(
                        "burst",
                        workload.isBelow(throughput, burst),
                        rate(workload, burst, workload.burstTps().orElseThrow()),
                        "<",
                        Quantity.words(throughput) + " TPS")));
    BigDecimal latency = platform.latencySeconds();
    checks.add(
        check(
            "latency",
            latency.compareTo(limits.controlSeconds()) <= 0,
            Quantity.words(latency) + " s",
            "<=",
            Quantity.words(limits.controlSeconds()) + " s"));
    BigDecimal total = latency.add(platform.finalitySeconds());
    checks.add(
        check(
            "settlement",
            total.compareTo(limits.settlementSeconds()) < 0,
            "%s s + %s s = %s s"
                .formatted(
                    Quantity.words(latency),
                    Quantity.words(platform.finalitySeconds()),
                    Quantity.words(total)),
            "<",
            Quantity.words(limits.settlementSeconds()) + " s"));
    return new Judgement(checks);
  }

  private static String rate(Workload workload, BigDecimal seconds, BigDecimal tps) {
    return "%d x %d / %s s = %s TPS"
        .formatted(
            workload.devices(),
            workload.transactions(),
            Quantity.words(seconds),
            Quantity.words(tps));
  }

  private static Check check(
      String name, boolean passes, String left, String relation, String right) {
    String sign = passes ? relation : "not " + relation;
    return new Check(name, passes, "%s %s %s".formatted(left, sign, right));
  }

  public boolean passes() {
    return checks.stream().allMatch(Check::passes);
  }
}
