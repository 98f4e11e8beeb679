package io.wattmesh.load.generate;

import io.wattmesh.agents.scenario.Scenario;
import io.wattmesh.agents.scenario.Scenarios;
import io.wattmesh.cluster.market.CaseFiles;
import io.wattmesh.cluster.market.ScenarioMarket;
import io.wattmesh.grid.network.Bus;
import io.wattmesh.grid.network.DcModel;
import io.wattmesh.grid.network.Network;
import io.wattmesh.ledger.genesis.Identity;
import io.wattmesh.ledger.genesis.Role;
import io.wattmesh.load.fleet.DeviceFleet;
import io.wattmesh.load.workload.Workload;
import io.wattmesh.proto.crypto.DemoKeys;
import io.wattmesh.proto.model.EnergyPayment;
import io.wattmesh.proto.model.MarketSchedule;
import io.wattmesh.proto.model.ParticipantId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The market that a workload asks for: the grid's generators and half of its load as participants
 * of a scenario, and the fleet's devices, spread evenly over the buses that have load. Its clock
 * begins at a fixed time, so the same workload and seed make the same genesis.
 *
 * @param schedule its times; interval 0 is the first that is bid for
 */
record FleetMarket(ScenarioMarket market, DeviceFleet fleet, MarketSchedule schedule) {
  private static final String START = "2026-01-01T00:00:00Z";
  private static final int PRICE_CAP_DOLLARS = 1_000;

  /** So many intervals' worth of the dearest power an account has at least. */
  private static final int SPARE_INTERVALS = 10;

  private static final long LEAST_DEPOSIT_MICROS = 1_000_000;

  static FleetMarket of(Workload workload) {
    var fleet =
        new DeviceFleet(
            workload.seed(), workload.devices(), loadBuses(workload.grid()), PRICE_CAP_DOLLARS);
    var schedule =
        new MarketSchedule(
            Instant.parse(START).toEpochMilli(),
            workload.intervalSeconds() * 1_000L,
            workload.leadSeconds() * 1_000L,
            workload.bookSeconds() * 1_000L,
            workload.readingSeconds() * 1_000L);
    Scenario scenario = Scenarios.parse("load", yaml(workload));
    // Keys take most of the time: all processors share them.
    List<Identity> devices =
        IntStream.range(0, fleet.size())
            .parallel()
            .mapToObj(index -> identity(fleet, index, workload))
            .toList();
    ScenarioMarket market =
        ScenarioMarket.of(scenario, Path.of("").toAbsolutePath(), schedule, devices);
    return new FleetMarket(market, fleet, schedule);
  }

  private static int[] loadBuses(String grid) {
    Network network = CaseFiles.read(grid, DcModel.MATPOWER);
    int[] loaded =
        network.buses().stream()
            .filter(bus -> bus.fixedWithdrawalMw() > 0)
            .mapToInt(Bus::number)
            .toArray();
    return loaded.length > 0 ? loaded : network.buses().stream().mapToInt(Bus::number).toArray();
  }

  private static Identity identity(DeviceFleet fleet, int index, Workload workload) {
    ParticipantId id = fleet.id(index);
    return new Identity(
        id,
        Role.PARTICIPANT,
        DemoKeys.derive(workload.seed(), id.value()).verificationKey(),
        fleet.bus(index),
        fleet.minWatts(index),
        fleet.maxWatts(index),
        depositMicros(Math.max(-fleet.minWatts(index), fleet.maxWatts(index)), workload));
  }

  private static long depositMicros(long watts, Workload workload) {
    long joules = Math.multiplyExact(watts, (long) workload.intervalSeconds());
    long interval = EnergyPayment.ceilMicros(joules, PRICE_CAP_DOLLARS * 1_000_000L);
    long times = workload.allIntervals() + (long) SPARE_INTERVALS;
    return Math.max(Math.multiplyExact(interval, times), LEAST_DEPOSIT_MICROS);
  }

  private static String yaml(Workload workload) {
    String hours = String.join(", ", java.util.Collections.nCopies(24, "0.5"));
    return """
        name: load
        description: The market of a load test.
        seed: %d
        start: %s
        intervals: %d
        interval-seconds: %d
        price-cap: %d
        validators: %d
        grid: {case: '%s', regions: %d}
        generators: true
        bulk-load: {hourly: [%s]}
        prosumers: {count: 0}
        """
        .formatted(
            workload.seed(),
            START,
            workload.allIntervals(),
            workload.intervalSeconds(),
            PRICE_CAP_DOLLARS,
            workload.validators(),
            workload.grid().replace("'", "''"),
            workload.regions(),
            hours);
  }
}
