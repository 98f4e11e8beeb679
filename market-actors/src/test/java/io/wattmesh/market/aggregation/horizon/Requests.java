package io.wattmesh.market.aggregation.horizon;

import io.wattmesh.proto.model.HorizonRequest;
import io.wattmesh.proto.model.HorizonRequest.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Requests of all kinds of devices. */
final class Requests {
  static final long SECONDS = 3_600;
  private static final long DOLLAR = 1_000_000;

  private Requests() {}

  static HorizonRequest battery(
      long watts, long capacityWattHours, long storedWattHours, int intervals) {
    var step = new Step(-watts, watts, 0, capacityWattHours * SECONDS, 950_000, 1_000_000, 0);
    return new HorizonRequest(
        storedWattHours * SECONDS,
        950_000,
        2 * DOLLAR,
        15 * DOLLAR,
        Collections.nCopies(intervals, step));
  }

  /** Any device of any shape that can be kept: it is made around a schedule that keeps it. */
  static HorizonRequest any(Random random, int intervals) {
    boolean heat = random.nextInt(3) == 0;
    long power = 1 + (long) Math.exp(random.nextDouble() * 16);
    int retention = heat ? 900_000 + random.nextInt(100_001) : 1_000_000;
    int charge = heat ? 1_500_000 + random.nextInt(3_000_000) : 700_000 + random.nextInt(300_001);
    int discharge = 700_000 + random.nextInt(300_001);
    long joules = random.nextLong(4 * power * SECONDS);
    long stored = joules;
    var trial = new ArrayList<Step>();
    long slack = 20 * SECONDS * (1 + power / 50);
    for (int t = 0; t < intervals; t++) {
      boolean away = random.nextInt(5) == 0;
      long least = away ? 0 : -random.nextLong(power + 1);
      long most = away || heat ? 0 : random.nextLong(power + 1);
      long drain = heat ? random.nextLong(power * SECONDS) : away ? random.nextLong(slack) : 0;
      var free =
          new Step(
              least,
              most,
              -HorizonRequest.MAX_JOULES,
              HorizonRequest.MAX_JOULES,
              charge,
              retention,
              drain);
      long watts = least + random.nextLong(most - least + 1);
      joules =
          new HorizonRequest(0, discharge, 0, 0, List.of(free))
              .nextJoules(0, joules, watts, SECONDS);
      trial.add(
          new Step(
              least,
              most,
              joules - random.nextLong(slack) - slack / 2,
              joules + random.nextLong(slack) + slack / 2,
              charge,
              retention,
              drain));
    }
    return new HorizonRequest(
        stored, discharge, random.nextInt(10) * DOLLAR, random.nextInt(40) * DOLLAR, trial);
  }
}
