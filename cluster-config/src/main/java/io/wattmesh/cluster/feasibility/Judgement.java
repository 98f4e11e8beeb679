package io.wattmesh.cluster.feasibility;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The verdicts on a workload, a platform and limits.
 *
 * <ul>
 *   <li>throughput: arrival rate &lt; throughput, strictly, for at equality a queue need never end;
 *   <li>burst, where one is named: the same for the rate at gate closure;
 *   <li>latency: latency &le; the control loop's time constant;
 *   <li>settlement: latency + finality &lt; the settlement window ("must be less than"); where it
 *       was measured how long a payment takes, that too.
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
    return of(workload.arrivals(), workload.burst(), platform, Optional.empty(), limits);
  }

  /**
   * @param paymentSeconds from the end of delivery to the payment's commit, where it was measured:
   *     it must be within the settlement window too
   */
  public static Judgement of(
      Arrivals arrivals,
      Optional<Arrivals> burst,
      Platform platform,
      Optional<BigDecimal> paymentSeconds,
      Limits limits) {
    var checks = new ArrayList<Check>();
    checks.add(rate("throughput", arrivals, platform.throughputTps()));
    burst.ifPresent(most -> checks.add(rate("burst", most, platform.throughputTps())));
    BigDecimal latency = platform.latencySeconds();
    checks.add(
        check(
            "latency",
            latency.compareTo(limits.controlSeconds()) <= 0,
            seconds(latency),
            "<=",
            seconds(limits.controlSeconds())));
    checks.add(settlement(platform, paymentSeconds, limits.settlementSeconds()));
    return new Judgement(checks);
  }

  private static Check rate(String name, Arrivals arrivals, BigDecimal throughput) {
    return check(
        name,
        arrivals.areBelow(throughput),
        arrivals.rate(),
        "<",
        Quantity.words(throughput) + " TPS");
  }

  private static Check settlement(
      Platform platform, Optional<BigDecimal> paymentSeconds, BigDecimal window) {
    BigDecimal total = platform.latencySeconds().add(platform.finalitySeconds());
    String sum =
        "%s + %s = %s"
            .formatted(
                seconds(platform.latencySeconds()),
                seconds(platform.finalitySeconds()),
                seconds(total));
    return check(
        "settlement",
        total.max(paymentSeconds.orElse(total)).compareTo(window) < 0,
        paymentSeconds.map(paid -> sum + ", paid after " + seconds(paid)).orElse(sum),
        "<",
        seconds(window));
  }

  private static String seconds(BigDecimal value) {
    return Quantity.words(value) + " s";
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
