package io.wattmesh.agents.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.wattmesh.agents.profile.ForecastError;
import io.wattmesh.agents.profile.OutdoorTemperature;
import io.wattmesh.proto.model.BidCurve;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DevicePhysicsTest {
  private static final int HOUR_SECONDS = 3_600;
  private static final long APRIL_10 = 1_744_243_200;
  private static final LoadValue VALUE = new LoadValue(1000);
  private static final PriceOutlook OUTLOOK =
      seconds -> 20 + 15 * Math.sin(2 * Math.PI * seconds / 86_400.0);

  private static DeviceInterval hour(long k) {
    return new DeviceInterval(k, APRIL_10 + k * HOUR_SECONDS, HOUR_SECONDS, OUTLOOK);
  }

  private static long answer(BidCurve curve, double dollarsPerMwh) {
    return curve.lowWattsAt(Math.round(dollarsPerMwh * 1e6) * BidCurve.PICOS_PER_MICRO);
  }

  @Test
  void aBatteryStaysBetweenEmptyAndFullAndLosesEnergyOnTheWay() {
    var battery = new Battery(new Battery.Rating(10, 5, 0.95, 5), 0.5);
    var random = new SplittableRandom(1);
    double netWattHours = 0;
    for (int k = 0; k < 1000; k++) {
      BidCurve curve = battery.curve(hour(k));
      netWattHours += battery.run(answer(curve, random.nextDouble(0, 60)), hour(k));
      assertThat(battery.fraction()).isBetween(0.0, 1.0);
    }
    assertThat(netWattHours).isLessThan(5_000);
  }

  @Test
  void aFullBatteryOnlySellsAndAnEmptyOneOnlyBuys() {
    var full = new Battery(new Battery.Rating(10, 5, 0.95, 5), 1);
    assertThat(full.curve(hour(0)).minWatts()).isZero();
    var empty = new Battery(new Battery.Rating(10, 5, 0.95, 5), 0);
    assertThat(empty.curve(hour(0)).maxWatts()).isZero();
  }

  private static Vehicle vehicle(double dailyKwh) {
    var habit = new Vehicle.Habit(7.4, 0.92, dailyKwh, 18 * HOUR_SECONDS, 7 * HOUR_SECONDS);
    return new Vehicle(habit, VALUE, new ForecastError(5, 0.3));
  }

  @Test
  void aVehicleIsFullAtDepartureIfItsUrgentNeedIsServed() {
    Vehicle vehicle = vehicle(40);
    var random = new SplittableRandom(2);
    for (int k = 0; k < 24 * 60; k++) {
      long set = answer(vehicle.curve(hour(k)), random.nextDouble(10, 290));
      vehicle.run(set, hour(k));
      if ((k + 1) % 24 == 7) {
        assertThat(vehicle.remainingJoules()).isLessThan(10_000);
      }
    }
  }

  @Test
  void aVehicleWaitsForCheapHoursAndPaysMoreAsTimeRunsOut() {
    Vehicle vehicle = vehicle(8);
    double evening = topPrice(vehicle.curve(hour(18)));
    double lastHour = topPrice(vehicle.curve(hour(24 + 6)));
    assertThat(lastHour).isGreaterThan(evening);
    assertThat(vehicle.curve(hour(12))).isEqualTo(BidCurve.fixed(0));
  }

  private static double topPrice(BidCurve curve) {
    long half = curve.minWatts() / 2;
    for (int dollars = -100; dollars < 1000; dollars++) {
      if (answer(curve, dollars) >= half) {
        return dollars;
      }
    }
    return 1000;
  }

  @Test
  void aHeatPumpKeepsTheBandWhenItsUrgentNeedIsServed() {
    var building = new HeatPump.Building(150, 5, 300, 20, 22.5);
    var pump = new HeatPump(4, building, OutdoorTemperature.CONTINENTAL, VALUE, 21);
    var random = new SplittableRandom(3);
    for (int k = 0; k < 24 * 30; k++) {
      pump.run(answer(pump.curve(hour(k)), random.nextDouble(-20, 290)), hour(k));
      assertThat(pump.indoorCelsius()).isBetween(19.99, 22.51);
    }
  }

  @Test
  void aHeatPumpIsBetterInMildWeather() {
    assertThat(HeatPump.coefficientOfPerformance(-7)).isCloseTo(2.93, within(0.01));
    assertThat(HeatPump.coefficientOfPerformance(2)).isCloseTo(3.73, within(0.01));
    assertThat(HeatPump.coefficientOfPerformance(30)).isEqualTo(5);
  }

  @Test
  void anUnheatedHomeCoolsTowardsOutdoors() {
    var building = new HeatPump.Building(150, 5, 0, 20, 22);
    var pump = new HeatPump(4, building, new OutdoorTemperature(0, 0, 0), VALUE, 21);
    double hours = 5_000.0 / 150;
    for (int k = 0; k < 100; k++) {
      pump.run(0, hour(k));
    }
    assertThat(pump.indoorCelsius()).isCloseTo(21 * Math.exp(-100 / hours), within(1e-9));
  }

  @Test
  void aGeneratorOffersItsMarginalCost() {
    BidCurve offer = ThermalGenerator.offerAtCost(50, 200, 0.02, 20);
    assertThat(offer)
        .isEqualTo(
            new BidCurve(
                new long[] {50_000_000, 200_000_000}, new long[] {22_000_000, 28_000_000}));
  }
}
