package io.wattmesh.market.aggregation.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import io.wattmesh.agents.device.Battery;
import io.wattmesh.agents.device.Device;
import io.wattmesh.agents.device.DeviceInterval;
import io.wattmesh.agents.device.HeatPump;
import io.wattmesh.agents.device.LoadValue;
import io.wattmesh.agents.device.PriceOutlook;
import io.wattmesh.agents.device.Vehicle;
import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.OutdoorTemperature;
import io.wattmesh.grid.curve.CostCurve;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonWindow;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * Devices through two days whose prices have two peaks, planned anew in every hour over the coming
 * 24 of which the first binds, against the same devices that bid by themselves. Both expect the
 * prices that come.
 */
class HorizonDayTest {
  private static final int HOURS = 48;
  private static final int HORIZON = 24;
  private static final int SECONDS = 3_600;
  private static final long APRIL_10 = 1_744_243_200;
  private static final double[] DOLLARS = {
    22, 20, 19, 18, 20, 26, 38, 52, 48, 36, 28, 22,
    18, 17, 19, 24, 34, 48, 66, 72, 60, 42, 32, 26
  };
  private static final PriceOutlook OUTLOOK =
      seconds -> DOLLARS[(int) Math.floorMod(Math.floorDiv(seconds, (long) SECONDS), 24L)];
  private static final double MEAN_DOLLARS = Arrays.stream(DOLLARS).average().orElseThrow();
  private static final LoadValue VALUE = new LoadValue(1_000);

  private static DeviceInterval hour(int k) {
    return new DeviceInterval(k, APRIL_10 + (long) k * SECONDS, SECONDS, OUTLOOK);
  }

  /** What a device pays over the days, $; negative if it earns. */
  private static double planned(Device device, IntConsumer afterHour) {
    double paid = 0;
    for (int k = 0; k < HOURS; k++) {
      int now = k;
      long watts =
          device.horizon(hour(k), HORIZON).map(request -> bindingWatts(now, request)).orElse(0L);
      paid -= device.run(watts, hour(k)) / 1e6 * DOLLARS[k % 24];
      afterHour.accept(k);
    }
    return paid;
  }

  private static long bindingWatts(int firstHour, HorizonRequest request) {
    assertThat(HorizonWindow.of(request, SECONDS)).isPresent();
    double[] prices = new double[HORIZON];
    Arrays.setAll(prices, t -> DOLLARS[(firstHour + t) % 24]);
    var outlook = new BusOutlook(prices, 1e-5, CostCurve.fixed(0));
    long[] schedule =
        new HorizonPlanner(300).plan(List.of(request), outlook, SECONDS).schedules().getFirst();
    assertThat(request.allows(schedule, SECONDS)).isTrue();
    return schedule[0];
  }

  private static double byItself(Device device, IntConsumer afterHour) {
    double paid = 0;
    for (int k = 0; k < HOURS; k++) {
      BidCurve curve = device.curve(hour(k));
      long price = Math.round(DOLLARS[k % 24] * 1e12);
      long watts = (curve.lowWattsAt(price) + curve.highWattsAt(price)) / 2;
      paid -= device.run(watts, hour(k)) / 1e6 * DOLLARS[k % 24];
      afterHour.accept(k);
    }
    return paid;
  }

  private static Battery battery() {
    return new Battery(new Battery.Rating(10, 5, 0.95, 5), 0.5);
  }

  @Test
  void aPlannedBatteryKeepsItsBoundsAndEarnsMore() {
    Battery planned = battery();
    Battery alone = battery();
    double earned =
        -planned(planned, k -> assertThat(planned.fraction()).isBetween(0.0, 1.0))
            + planned.fraction() * 0.01 * MEAN_DOLLARS;
    double earnedAlone = -byItself(alone, k -> {}) + alone.fraction() * 0.01 * MEAN_DOLLARS;
    assertThat(earned).isGreaterThan(1.05 * earnedAlone).isPositive();
  }

  private static Vehicle vehicle() {
    var habit = new Vehicle.Habit(7.4, 0.92, 20, 18 * SECONDS, 31 * SECONDS);
    return new Vehicle(habit, VALUE, new ForecastError(1, 0));
  }

  @Test
  void aPlannedCarLeavesChargedAndPaysLess() {
    Vehicle planned = vehicle();
    Vehicle alone = vehicle();
    double paid =
        planned(
            planned,
            k -> {
              if (k % 24 == 6) {
                assertThat(planned.remainingJoules() / 3.6e6).isLessThan(0.02);
              }
            });
    double paidAlone = byItself(alone, k -> {});
    assertThat(paid).isPositive().isLessThan(paidAlone);
  }

  private static HeatPump heatPump() {
    var building = new HeatPump.Building(150, 5, 300, 20, 22.5);
    return new HeatPump(3, building, OutdoorTemperature.CONTINENTAL, VALUE, 21);
  }

  @Test
  void aPlannedHeatPumpStaysWithinItsBandAndPaysLess() {
    HeatPump planned = heatPump();
    HeatPump alone = heatPump();
    double paid =
        planned(planned, k -> assertThat(planned.indoorCelsius()).isBetween(19.98, 22.52));
    double paidAlone = byItself(alone, k -> {});
    // What the building ends warmer or colder by is paid for at a usual price and efficiency.
    double kelvin = planned.indoorCelsius() - alone.indoorCelsius();
    double warmer = kelvin * 5 / 3 * MEAN_DOLLARS / 1000;
    assertThat(paid - warmer).isPositive().isLessThan(paidAlone);
  }
}
