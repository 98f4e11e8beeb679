package io.wattmesh.agents.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.spi.Award;
import io.wattmesh.agents.spi.IntervalContext;
import io.wattmesh.agents.spi.MarketAgent;
import io.wattmesh.proto.model.BidCurve;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * The default scenario's day with its devices, at prices given from outside. Prints one line an
 * hour, for the eye.
 */
class DefaultDayTest {
  private static final double WATTS_PER_MW = 1e6;

  /** $/MWh by hour: a night valley, a sunny noon, an evening peak. */
  private static final double[] PRICES = {
    22, 21, 20, 20, 21, 24, 28, 31, 29, 26, 23, 21, 20, 20, 22, 25, 29, 34, 40, 42, 38, 32, 27, 24
  };

  /** One case load of 4,242 MW in all, as large as that of the default grid. */
  private static final List<CaseBus> BUSES =
      List.of(new CaseBus(1, 2000), new CaseBus(2, 1500), new CaseBus(3, 742));

  private static final ScenarioPlan PLAN =
      ScenarioPlan.of(Scenarios.load("default"), BUSES, List.of());

  private record Hour(double bulkMw, double devicesMw, double fedMw, double lowestMw) {}

  private static List<Hour> runDay() {
    Scenario scenario = PLAN.scenario();
    List<MarketAgent> agents = PLAN.participants().stream().map(ParticipantPlan::newAgent).toList();
    var day = new ArrayList<Hour>();
    for (int k = 0; k < scenario.intervals(); k++) {
      double bulk = 0;
      double devices = 0;
      double fed = 0;
      double lowest = 0;
      long price = Math.round(PRICES[k] * 1e6);
      var context =
          new IntervalContext(
              k, scenario.startEpochSeconds(k), scenario.intervalSeconds(), OptionalLong.empty());
      for (int a = 0; a < agents.size(); a++) {
        BidCurve bid = agents.get(a).onInterval(context);
        long award = bid.lowWattsAt(price * BidCurve.PICOS_PER_MICRO);
        double mw = agents.get(a).onAward(Award.of(k, award, price)) / WATTS_PER_MW;
        if (PLAN.participants().get(a).agent().equals("bulk-load")) {
          bulk -= mw;
        } else {
          devices -= mw;
          fed += Math.max(mw, 0);
          lowest -= bid.minWatts() / WATTS_PER_MW;
        }
      }
      day.add(new Hour(bulk, devices, fed, lowest));
    }
    return day;
  }

  @Test
  void theDayLooksLikeADay() {
    List<Hour> day = runDay();
    double[] unaskedMw = PLAN.devicesUnaskedMw();
    System.out.println(PLAN.deviceShare());
    System.out.println(
        "hour  $/MWh   bulk MW  unasked MW  devices net MW  fed in MW  most wanted MW");
    for (int k = 0; k < day.size(); k++) {
      Hour hour = day.get(k);
      System.out.printf(
          Locale.ROOT,
          "%4d  %5.1f  %8.1f  %10.3f  %14.3f  %9.3f  %14.3f%n",
          k,
          PRICES[k],
          hour.bulkMw(),
          unaskedMw[k],
          hour.devicesMw(),
          hour.fedMw(),
          hour.lowestMw());
    }
    double noon = day.get(12).devicesMw();
    double evening = day.get(19).devicesMw();
    assertThat(noon).as("the sun feeds in at noon").isLessThan(evening);
    assertThat(day.get(12).fedMw()).isGreaterThan(1);
    assertThat(day.get(2).fedMw()).isLessThan(0.5);
    assertThat(evening).isPositive();
    double least = day.stream().mapToDouble(Hour::bulkMw).min().orElseThrow();
    double most = day.stream().mapToDouble(Hour::bulkMw).max().orElseThrow();
    assertThat(least / most).isBetween(0.5, 0.6);
    assertThat(most).isBetween(4_200.0, 4_242.0);
  }

  @Test
  void theDayIsCheapToCompute() {
    runDay();
    long begin = cpuNanos();
    runDay();
    double seconds = (cpuNanos() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%d agents, 24 intervals of bid and award: %.2f s of CPU%n",
        PLAN.participants().size(),
        seconds);
    // A day may cost a second; the rest is for slower machines.
    assertThat(seconds).isLessThan(3);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
