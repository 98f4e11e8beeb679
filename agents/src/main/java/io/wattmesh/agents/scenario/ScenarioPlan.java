package io.wattmesh.agents.scenario;

import io.wattmesh.agents.curve.CurveText;
import io.wattmesh.proto.model.BidCurve;
import io.wattmesh.proto.model.ParticipantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scenario laid over a grid case: every participant with its bus, agent, limits and deposit, in a
 * fixed order (named ones, generators, bulk loads, prosumers). The same scenario and case give the
 * same plan everywhere. Bulk loads and prosumers together draw the case's loads times the day's
 * shape; named participants come on top.
 */
public final class ScenarioPlan {
  private static final double WATTS_PER_MW = 1e6;

  private final Scenario scenario;
  private final ParticipantPlanner planner;
  private final DeviceLoads deviceLoads;
  private final List<ParticipantPlan> participants = new ArrayList<>();
  private DeviceShare deviceShare;

  private ScenarioPlan(Scenario scenario) {
    this.scenario = scenario;
    this.planner = new ParticipantPlanner(scenario);
    this.deviceLoads = new DeviceLoads(scenario);
  }

  /**
   * @param buses the case's buses
   * @param generators the case's generators in service
   * @throws ScenarioException if the scenario does not fit the case
   */
  public static ScenarioPlan of(
      Scenario scenario, List<CaseBus> buses, List<CaseGenerator> generators) {
    var plan = new ScenarioPlan(scenario);
    plan.addNamed(buses.stream().map(CaseBus::bus).collect(Collectors.toSet()));
    plan.addGenerators(generators);
    List<ParticipantPlan> prosumers = plan.prosumers(buses);
    double[] totalMw = plan.addBulkLoads(buses);
    plan.participants.addAll(prosumers);
    plan.requireUniqueIds();
    plan.deviceShare = plan.share(prosumers, totalMw);
    return plan;
  }

  public Scenario scenario() {
    return scenario;
  }

  /** All participants, in a fixed order. */
  public List<ParticipantPlan> participants() {
    return Collections.unmodifiableList(participants);
  }

  public DeviceShare deviceShare() {
    return deviceShare;
  }

  /** What all prosumers are expected to draw unasked in each interval, MW. */
  public double[] devicesUnaskedMw() {
    double[] sumMw = new double[scenario.intervals()];
    for (int bus : deviceLoads.buses()) {
      double[] watts = deviceLoads.wattsAt(bus);
      for (int k = 0; k < watts.length; k++) {
        sumMw[k] += watts[k] / WATTS_PER_MW;
      }
    }
    return sumMw;
  }

  private void addNamed(Set<Integer> buses) {
    for (ParticipantSpec spec : scenario.participants()) {
      if (!buses.contains(spec.bus())) {
        throw new ScenarioException(
            spec.where(),
            "participant '%s' is at bus %d, which case '%s' does not have."
                .formatted(spec.id(), spec.bus(), scenario.grid().caseName()));
      }
      try {
        participants.add(
            planner.plan(spec.id(), spec.bus(), spec.agent(), spec.config(), spec.depositMicros()));
      } catch (IllegalArgumentException e) {
        throw new ScenarioException(spec.where(), e.getMessage(), e);
      }
    }
  }

  private void addGenerators(List<CaseGenerator> generators) {
    for (CaseGenerator generator : generators) {
      // Synchronous condensers stand in cases as generators without active power.
      if (scenario.generators() && (generator.minMw() < 0 || generator.maxMw() > 0)) {
        // One that can also withdraw is a storage or a dispatchable load in the case's disguise.
        String agent = generator.minMw() < 0 ? "fixed-curve" : "generator";
        participants.add(
            planner.plan(
                new ParticipantId(String.format(Locale.ROOT, "gen-%03d", generator.row())),
                generator.bus(),
                agent,
                Map.of("curve", CurveText.format(generator.offer()))));
      }
    }
  }

  private List<ParticipantPlan> prosumers(List<CaseBus> buses) {
    var population = new Population(scenario.seed(), scenario.prosumers());
    var loadBuses = new LoadBuses(buses, scenario.seed());
    if (population.size() > 0 && loadBuses.isEmpty()) {
      throw new ScenarioException(
          scenario.source(),
          "case '%s' has no load to place %d prosumers by; set prosumers.count to 0 or choose"
                  .formatted(scenario.grid().caseName(), population.size())
              + " another case.");
    }
    var plans = new ArrayList<ParticipantPlan>(population.size());
    for (int index = 0; index < population.size(); index++) {
      Prosumer prosumer = population.prosumer(index);
      int bus = loadBuses.busOf(index);
      plans.add(planner.plan(prosumer.id(), bus, prosumer.agent(), prosumer.config()));
      deviceLoads.add(bus, prosumer.load());
    }
    return plans;
  }

  /** Adds what buses draw beside their prosumers; returns the load of all buses by interval, MW. */
  private double[] addBulkLoads(List<CaseBus> buses) {
    double[] shape = BulkShape.of(scenario);
    double[] totalMw = new double[scenario.intervals()];
    for (CaseBus bus : buses) {
      double[] deviceWatts = deviceLoads.wattsAt(bus.bus());
      long[] bulkWatts = new long[totalMw.length];
      for (int k = 0; k < totalMw.length; k++) {
        double caseWatts = scenario.bulk().enabled() ? bus.loadMw() * shape[k] * WATTS_PER_MW : 0;
        // A negative load is an injection of its own, which no device load is taken from.
        bulkWatts[k] =
            Math.round(caseWatts < 0 ? caseWatts : Math.max(0, caseWatts - deviceWatts[k]));
        totalMw[k] += (Math.max(0, bulkWatts[k]) + deviceWatts[k]) / WATTS_PER_MW;
      }
      addBulkLoad(bus, bulkWatts);
    }
    return totalMw;
  }

  private void addBulkLoad(CaseBus bus, long[] bulkWatts) {
    var id = new ParticipantId("bulk-bus-" + bus.bus());
    if (bus.loadMw() < 0 && scenario.bulk().enabled()) {
      long mostWatts = -Arrays.stream(bulkWatts).min().orElse(0);
      var offer = new BidCurve(new long[] {0, mostWatts}, new long[] {0, 0});
      participants.add(
          planner.plan(id, bus.bus(), "fixed-curve", Map.of("curve", CurveText.format(offer))));
    } else if (Arrays.stream(bulkWatts).anyMatch(watts -> watts > 0)) {
      String schedule =
          Arrays.stream(bulkWatts).mapToObj(Long::toString).collect(Collectors.joining(","));
      participants.add(
          planner.plan(id, bus.bus(), "bulk-load", Map.of("schedule-watts", schedule)));
    }
  }

  private void requireUniqueIds() {
    var seen = new HashSet<ParticipantId>();
    for (ParticipantPlan participant : participants) {
      if (!seen.add(participant.id())) {
        throw new ScenarioException(
            scenario.source(),
            "participant '%s' is named in the file but the plan makes one of that name, too;"
                    .formatted(participant.id())
                + " rename it.");
      }
    }
  }

  private DeviceShare share(List<ParticipantPlan> prosumers, double[] totalMw) {
    return new DeviceShare(
        Arrays.stream(devicesUnaskedMw()).max().orElse(0),
        prosumers.stream().mapToDouble(plan -> -plan.limits().minWatts() / WATTS_PER_MW).sum(),
        prosumers.stream().mapToDouble(plan -> plan.limits().maxWatts() / WATTS_PER_MW).sum(),
        Arrays.stream(totalMw).max().orElse(0));
  }
}
