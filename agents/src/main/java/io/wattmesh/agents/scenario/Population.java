package io.wattmesh.agents.scenario;

import io.wattmesh.agents.profile.ShippedProfiles;
import io.wattmesh.agents.scenario.Prosumer.Load;
import io.wattmesh.proto.model.ParticipantId;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The seeded rule that makes prosumer k of a scenario: a function of the scenario's seed, its
 * shares and k alone. Each property is a draw of its own name for the subject {@code prosumer-k}.
 *
 * <table>
 *   <caption>Properties, drawn evenly within their range</caption>
 *   <tr><td>household</td><td>house profile 1 to 5, size 0.5 to 1.2, phase +-60 min by 15</td></tr>
 *   <tr><td>its devices</td><td>solar 3 to 9 kW, battery 5 to 13.5 kWh at half a kW for each kWh,
 *     car charger 3.7, 7.4 or 11 kW with 5 to 12 kWh a day, plugged in from 16:00-20:00 to
 *     6:00-9:00, heat pump 2 to 4 kW in a home that loses 90 to 220 W/K</td></tr>
 *   <tr><td>business</td><td>office or shop, 40 to 160 MWh a year</td></tr>
 *   <tr><td>its devices</td><td>solar 15 to 60 kW, battery 20 to 80 kWh at half a kW for each
 *     kWh</td></tr>
 * </table>
 */
final class Population {
  private static final double[] CHARGERS_KW = {3.7, 7.4, 11};
  private static final int SECONDS_PER_MINUTE = 60;

  private final long seed;
  private final ProsumerSpec spec;

  Population(long seed, ProsumerSpec spec) {
    this.seed = seed;
    this.spec = spec;
  }

  int size() {
    return spec.count();
  }

  Prosumer prosumer(int index) {
    var draws = new Draws(seed, "prosumer-" + index);
    return draws.chance("business", spec.businessShare())
        ? business(index, draws)
        : household(index, draws);
  }

  private Prosumer household(int index, Draws draws) {
    int house = draws.integer("house", 1, ShippedProfiles.HOUSES);
    double scale = thousandths(draws.between("load-scale", 0.5, 1.2));
    int phaseMinutes = 15 * draws.integer("phase", -4, 4);
    var config = new TreeMap<String, String>();
    config.put("house", Integer.toString(house));
    config.put("load-scale", text(scale));
    config.put("phase-minutes", Integer.toString(phaseMinutes));
    if (draws.chance("solar", spec.solarShare())) {
      config.put("solar-kw", text(draws.between("solar-kw", 3, 9)));
      config.put("solar-profile", Integer.toString(house));
    }
    addBattery(draws, 5, 13.5, config);
    if (draws.chance("vehicle", spec.vehicleShare())) {
      addVehicle(draws, config);
    }
    if (draws.chance("heat-pump", spec.heatPumpShare())) {
      config.put("heat-pump-kw", text(draws.between("heat-pump-kw", 2, 4)));
      config.put("heat-loss-w-per-k", text(draws.between("heat-loss", 90, 220)));
    }
    addPlanning(config);
    return new Prosumer(
        id("house", index),
        "household",
        config,
        new Load(ShippedProfiles.houseLoadWatts(house), scale, phaseMinutes * SECONDS_PER_MINUTE));
  }

  private static void addVehicle(Draws draws, Map<String, String> config) {
    double charger = CHARGERS_KW[draws.integer("vehicle-kw", 0, CHARGERS_KW.length - 1)];
    config.put("vehicle-kw", text(charger));
    config.put("vehicle-kwh", text(draws.between("vehicle-kwh", 5, 12)));
    config.put("vehicle-arrives-hour", text(draws.integer("vehicle-arrives", 64, 80) / 4.0));
    config.put("vehicle-departs-hour", text(draws.integer("vehicle-departs", 24, 36) / 4.0));
  }

  private void addPlanning(Map<String, String> config) {
    if (!spec.planning().equals("prices")) {
      config.put("planning", spec.planning());
    }
  }

  private void addBattery(Draws draws, double lowKwh, double highKwh, Map<String, String> to) {
    if (draws.chance("battery", spec.batteryShare())) {
      double kwh = draws.between("battery-kwh", lowKwh, highKwh);
      to.put("battery-kwh", text(kwh));
      to.put("battery-kw", text(kwh / 2));
    }
  }

  private Prosumer business(int index, Draws draws) {
    String building = draws.chance("shop", 0.5) ? "shop" : "office";
    double annualMwh = thousandths(draws.between("annual-mwh", 40, 160));
    var config = new TreeMap<String, String>();
    config.put("building", building);
    config.put("annual-mwh", text(annualMwh));
    if (draws.chance("solar", spec.solarShare())) {
      config.put("solar-kw", text(draws.between("solar-kw", 15, 60)));
      int roof = draws.integer("house", 1, ShippedProfiles.HOUSES);
      config.put("solar-profile", Integer.toString(roof));
    }
    addBattery(draws, 20, 80, config);
    addPlanning(config);
    return new Prosumer(
        id("shop", index),
        "business",
        config,
        new Load(ShippedProfiles.buildingWattsPerMwhYear(building), annualMwh, 0));
  }

  private static ParticipantId id(String kind, int index) {
    return new ParticipantId(String.format(Locale.ROOT, "%s-%04d", kind, index));
  }

  private static double thousandths(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  private static String text(double value) {
    return BigDecimal.valueOf(Math.round(value * 1000), 3).stripTrailingZeros().toPlainString();
  }
}
